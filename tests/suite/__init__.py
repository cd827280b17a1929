"""`make test`: runs the parts of the test suite one after another and prints one table.

parts.py      the parts as data; the Makefile, CI and the documents are held to it
running.py    one part: installs what it needs, runs its commands, passes Ctrl-C on once
results.py    what the JUnit reports of pytest and Vitest say
budget.py     how many seconds each area may take
table.py      the table at the end
__main__.py   python -m tests.suite [NAME...]

Only the standard library is imported, because this runs before anything is installed.
"""
