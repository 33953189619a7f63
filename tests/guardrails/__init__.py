"""The rules of what may be said."""
