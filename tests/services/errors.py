class ServiceError(Exception):
    """A service the tests need cannot be had. The message says what was found and the remedy."""
