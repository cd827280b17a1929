"""Backups of production's database: made, listed, restored, and the restoring itself practised.

copies     instances made from a backup: waited for, and removed
admission  the password in use, also for what is from before it was changed
restore    one beside production, and the swap of both
files      what editors deleted, brought back in the bucket
drill      one restored, migrated, proved and removed; how long it took, and what would be lost
report     what a drill found, for people and programs
"""
