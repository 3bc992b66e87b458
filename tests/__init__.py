"""Everything that holds Pullquote to its word."""
