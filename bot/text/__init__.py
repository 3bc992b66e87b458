"""Language data: the word lists and relations that the other packages compare text with."""
