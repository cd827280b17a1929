class ProvisionerError(Exception):
    """Something could not be done: one sentence that says what, and one that says what to do."""
