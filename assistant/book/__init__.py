"""The book of business: its tables, what is read from them (Book), who is meant, how it gets in and out."""
