"""Outgoing mail: ``bounded`` sends it within a deadline, ``kept`` stores it for reviewers."""
