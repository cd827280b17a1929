"""Outgoing mail: ``bounded`` sends it within a deadline, ``kept`` keeps it for reviewers."""
