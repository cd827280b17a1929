"""Projects from a table, for ``manage.py import_projects``.

    table     a file's rows: its encoding, its separator, and what is no table at all
    columns   which column is which field, by forgiving names
    rows      each row as a project, or what is wrong with it
    storing   what that changes: added, changed, unchanged; all of it or nothing

The first three do not write; only ``storing`` does, in one transaction.
"""
