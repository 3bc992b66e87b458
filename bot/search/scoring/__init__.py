"""Three needs, three rankings over one index: the line, the subject, the question."""
