"""What a change changes: the report of `make compare`, read, rendered and judged.

    report   what a report may hold, and how large it may be
    reading  a report that a pull request's own code wrote, refused unless it is one
    summary  the report in Markdown, for a pull request's comment
    page     the report with its pictures in HTML
    rules    what turns the check red, as .github/compare.yml says

`python -m tests.compare` makes the report. Here nothing runs, and what the report says is text.
"""
