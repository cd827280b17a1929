"""A team's week, run on this machine from the workflows' own YAML: `make rehearse`.

world.py     the account, GitHub, the databases and the repository's remote
workflows.py what GitHub reads in the workflows: events, environments, permissions, inputs
runs.py      one run of a workflow by act, and what it printed
events.py    which workflows an event starts, from which commit, and who may
actions.py   what the pinned actions do, on this machine
actions.json the inputs and outputs that the pinned actions have
week.py      the events of the week, and what must be true after each
"""
