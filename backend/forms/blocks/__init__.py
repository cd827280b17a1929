"""The blocks of forms."""
