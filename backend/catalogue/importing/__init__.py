"""Projects from a table, for ``manage.py import_projects``.

    table         what a table is, wherever it came from
    file          a file's: a workbook, text, or what is neither
    csv_file      the rows of text: its encoding and its separator
    workbook      the rows of an Excel workbook
    google_sheet  a Google Sheet's, from the copy that ``sheets`` keeps
    columns       which column is which field, by forgiving names
    rows          each row as a project, or what is wrong with it
    storing       what that changes: added, changed, unchanged; all of it or nothing

Only ``storing`` writes, in one transaction.
"""
