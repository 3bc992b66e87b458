"""The commands that members type: each asks the library, hands the answer to `ui`, sends it."""
