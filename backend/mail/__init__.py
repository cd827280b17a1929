"""Outgoing mail.

``bounded`` sends it within a deadline, ``kept`` stores it in previews, and ``refusals`` says which
errors concern one message.
"""
