"""Who sees a page: everybody, or no visitor.

Visitors have no account and the API knows no sessions, so of Wagtail's restrictions each means the
same here: the page is hidden. The admin therefore offers one of them, and calls it so. Restrictions
of another kind that are stored already still hide their pages.
"""

from typing import Final

from wagtail.models import Page, PageViewRestriction

HIDES: Final = PageViewRestriction.LOGIN
CHOICES: Final = (
    (PageViewRestriction.NONE, "Public"),
    (HIDES, "Hidden: visitors read “Page not found”, here and at every page below this one"),
)


def connect() -> None:
    """Called once, when Django starts. Collections of documents keep all of Wagtail's choices."""
    Page.private_page_options = [HIDES]
    PageViewRestriction.RESTRICTION_CHOICES = CHOICES
