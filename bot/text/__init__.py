"""Text in general: the word lists that the other packages compare words with."""
