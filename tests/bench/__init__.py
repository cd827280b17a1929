"""`make bench`: what the project costs against limits and against what else could have been used.

Prints a table of all rows with what they may be, ratios first, then what some are made of. Writes
build/bench.json and docs/performance.svg, and exits 1 naming each row that is not met. In order:

    __main__.py      the sequence below; the only module that prints
    place.py         the bench's own environment and seeded databases   (network, when it changed)
    packages.py      this project's zip and stock Zappa's, unzipped with their dates
    warm.py          CPU of one request in each contender: processes asked in turn
    cold.py          CPU from process start to first response in each package
    requests.py      CPU of requests in process, on databases of up to 20,000 rows
    processes.py     CPU of Gunicorn's workers and of the bootstrap; a preview's database
    image.py         bytes of the image, and of one_stage.Dockerfile's  (network, when it changed)
    visits.py        a phone's browser: the largest paint, the longest task of a sheet
    hosting.py       the site it visits, and the same pages without scripts
    bars.py          pure: figures out of samples, verdicts out of figures
    table.py         pure: rows out of samples, text out of rows
    picture.py       pure: the same as an SVG
    contenders.py    who is compared, and how each handles an event
    peers.py         views that a cached page is compared with

Run in processes of their own: contender.py (a contender that waits to be asked) under the bench's
environment, first_response.py (a package's first response) under none, asked.py (the site, asked
for paths) and filling.py (which adds rows). settings/ holds how their settings differ.

All contenders serve one application, one SQLite file and one function URL event, and must give the
same bytes. Times are CPU of whole processes with all their threads; medians of interleaved rounds,
and ratios of neighbouring samples, so that other work on the machine changes little.
"""
