"""Makes, lists and restores backups of production, and practises restoring.

copies     waits for instances that are made from a backup, and removes them
admission  sets the current password in a database from an older backup
restore    makes a second database, and swaps it with production's
files      brings back files that were deleted from the bucket
drill      restores, migrates, proves and removes a copy
report     the result of a drill, for people and programs
"""
