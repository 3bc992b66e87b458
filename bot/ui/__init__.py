"""What members see: pure builders from frozen models to Discord's objects, and the buttons."""
