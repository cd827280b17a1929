"""Why nothing was imported, in one sentence."""


class ImportRefused(Exception):
    """The table as a whole cannot be imported."""
