"""Three rankings over one index: lines, subjects and questions."""
