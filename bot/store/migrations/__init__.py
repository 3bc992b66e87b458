"""The migrations, which Alembic loads when tables have to change."""
