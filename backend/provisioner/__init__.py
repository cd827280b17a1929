"""The previews' databases: main's own code beside a server that only previews use.

Only ``core.settings.provisioner`` installs this app; its database user is that server's master.
Whoever needs something runs a command. Code of a pull request never runs with the master's rights.

    names.py       a preview, and the names on the server that follow from its own
    server.py      a session with the server: locks, roles, copies
    previews.py    a preview's database and role: made, dropped, listed
    removal.py     databases and roles dropped, whatever hinders
    template.py    the migrated and seeded database that the others are copies of
    compatibility.py  would main's code run on a preview's schema?
    errors.py      ProvisionerError: one sentence and a remedy

No database is at its name before it is whole: each is made under another name and then renamed.
What an interrupted command leaves is removed by the next one that takes the same lock.
"""
