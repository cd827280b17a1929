"""`make compare`: run a base and a change side by side, and report what differs.

    sides      where the base and the change stand, and how their programs run
    sample     the base's database with the sample content, and its built site, kept by commit
    probes/    run with a side's own code: its facts, and its migrations
    views      which pages are looked at, and in which state
    capture    what a browser sees of them
    captures   all that is known of a side
    run        the comparison, step by step; the base's captures are kept

What differs has a module for each section: pages, api, database (and hundredfold), cost (and
sizes), accessibility, delivery.

The report's shape is ``delivery.compare.report``, which also reads and renders it.
"""
