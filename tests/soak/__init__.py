"""`make soak`: the site under load while something about it fails. SECONDS=600 SCENARIO=redis

Each scenario is bounded, on loopback, and prints its requests, errors, longest gap without a good
response, and what else it found. It exits 1 where a scenario's rule is broken.

    __main__.py    the sequence; the only module that prints
    scenarios.py   what happens to the site while visitors read it, and the rule that must hold
    changes.py     publications, uploads, deployments, a clock that jumps
    site.py        the site as production serves it, with what it stands on
    visitors.py    who reads it, and what became of that
"""
