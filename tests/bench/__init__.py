"""`make bench`: the handler and its package against what else could have been used.

Prints tables, writes build/bench.json, and exits 1 naming each bar that is not met. In order:

    __main__.py      the sequence below; the only module that prints
    place.py         the bench's own environment and seeded databases   (network, when it changed)
    packages.py      this project's zip and stock Zappa's, unzipped with their dates
    warm.py          CPU of one request in each contender: processes asked in turn
    cold.py          CPU from process start to first response in each package
    bars.py          pure: figures out of samples, verdicts out of figures
    table.py         pure: rows out of samples, text out of rows
    contenders.py    who is compared, and how each handles an event

Run in processes of their own: contender.py (a contender that waits to be asked) under the bench's
environment, first_response.py (a package's first response) under none. settings/ holds how the
contenders' settings differ from a preview's.

All contenders serve one application, one SQLite file and one function URL event, and must give the
same bytes. Times are CPU of a whole process with all its threads; medians of interleaved rounds.
"""
