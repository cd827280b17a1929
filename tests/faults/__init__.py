"""Every call of every command of delivery is made to fail, and the command is repeated.

child.py      a command in a process of its own, which a fault may kill
snapshot.py   all that an account has, as it is compared
sequences.py  the commands, each with the account that it runs in and the command that undoes it
cases.py      which faults a sequence meets, worked out from its undisturbed run
every.py      every fault of a sequence, in a process of its own
trial.py      one fault, the repeat, and what became of the account
table.py      outcomes by sequence and fault, for people and as build/faults.json
__main__.py   `python -m tests.faults [SEQUENCE ...]`, which `make faults` runs
"""
