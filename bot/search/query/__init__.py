"""Query understanding: parsing, spelling variants, synonyms and background frequencies."""
