"""Google Sheets as tables: where each sheet is, and the last copy that loaded.

``models`` holds what editors say and what was last known; ``source`` names who is asked; ``google``
asks Google and ``spreadsheet`` reads the response; ``refreshing`` is the only writer of copies,
called by ``manage.py refresh_sheets``, by the admin and, through the command, by
``operations.scheduler``.
Visitors are served by ``published``, which reads the copy and never asks anybody.
"""
