"""Store what members own, what they report, and what servers set; the colour and art of shows."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables and columns; of older shows neither colour nor art is known."""
    op.add_column("show", sa.Column("colour", sa.Integer))
    op.add_column("show", sa.Column("art", sa.String))
    _create_quote_speakers()
    _create_servers()
    _create_saved_and_votes()
    _create_alerts()
    _create_mistakes()


def _create_quote_speakers() -> None:
    op.create_table(
        "quote_speaker",
        sa.Column("quote_id", sa.String, primary_key=True),
        sa.Column("episode_id", sa.String, _of("episode"), nullable=False, index=True),
        sa.Column("label", sa.String, nullable=False),
    )


def _create_servers() -> None:
    op.create_table(
        "server",
        _key("server"),
        sa.Column("language", sa.String),
        sa.Column("leaderboard", sa.Boolean, nullable=False),
        sa.Column("questions", sa.Boolean, nullable=False),
        sa.Column("wording", sa.JSON, nullable=False),
        sa.Column("greeted", sa.DateTime),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_question_server_at", "question", ["server", "at"])


def _create_saved_and_votes() -> None:
    op.create_table(
        "saved",
        _key("user"),
        sa.Column("quote_id", sa.String, primary_key=True),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "vote",
        _key("server"),
        sa.Column("quote_id", sa.String, primary_key=True),
        _key("user"),
        sa.Column("finder", sa.BigInteger),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_vote_server_at", "vote", ["server", "at"])


def _create_alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user", sa.BigInteger, nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("phrase", sa.Text, nullable=False),
        sa.Column("thread", sa.BigInteger),
        sa.Column("quiet_from", sa.Time),
        sa.Column("quiet_until", sa.Time),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alert_server_user", "alert", ["server", "user"])
    op.create_table(
        "alert_match",
        sa.Column("alert_id", sa.Integer, _of("alert"), primary_key=True),
        sa.Column("episode_id", sa.String, primary_key=True),
        sa.Column("quote_id", sa.String, nullable=False),
        sa.Column("due", sa.DateTime, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("message", sa.BigInteger),
        sa.Column("owner", sa.String),
        sa.Column("lease", sa.DateTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("first_try", sa.DateTime),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_alert_match_status_due", "alert_match", ["status", "due"])
    op.create_table("alert_scan", sa.Column("episode_id", sa.String, primary_key=True))


def _create_mistakes() -> None:
    op.create_table(
        "mistake",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("user", sa.BigInteger, nullable=False),
        sa.Column("episode_id", sa.String, nullable=False, index=True),
        sa.Column("quote_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("heard", sa.Text, nullable=False),
        sa.Column("right", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("status", sa.String, nullable=False, index=True),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("decided", sa.DateTime),
        sa.Column("decided_by", sa.BigInteger),
        sqlite_autoincrement=True,
    )


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False)


def _of(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
