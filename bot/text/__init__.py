"""Pure functions on text: normalising, splitting, folding, stemming and display."""
