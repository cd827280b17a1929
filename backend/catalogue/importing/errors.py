"""The error that says in one sentence why nothing was imported."""


class ImportRefused(Exception):
    """The table as a whole cannot be imported."""
