"""Makes every AWS call of delivery's commands fail, and repeats the command.

child.py      runs a command in its own process, which a fault may kill
snapshot.py   the contents of an account, for comparison
sequences.py  the commands, each with its account and the command that undoes it
cases.py      which faults a sequence gets, calculated from its run without faults
every.py      runs all faults of a sequence, in its own process
trial.py      one fault, the repeated command, and the account after it
table.py      outcomes by sequence and fault, for people and as build/faults.json
__main__.py   `python -m tests.faults [SEQUENCE ...]`, which `make faults` runs
"""
