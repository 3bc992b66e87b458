"""Properties that hold for any input, and coverage-guided runs that try to break them."""
