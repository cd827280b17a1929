"""``github``: sets up on GitHub what the workflows read, and compares.

workflow_reads  what the workflows read, by environment, from their own YAML
repository      what GitHub has
setup           the steps from one to the other
check           pure: what is missing, unprotected or unused
"""
