"""What editors, publishers and operators may do from the start. Staff change it in the admin.

Names are ``app.codename``, where ``*`` stands for anything. An app that is not installed yet gives
its permissions when it is. What is added here is given with the next migration that is applied.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Role:
    """A group's permissions: everywhere, on every page, and on every image and document.

    ``reviews`` says whether its members approve what others submit.
    """

    group: str
    everywhere: tuple[str, ...]
    pages: tuple[str, ...]
    files: tuple[str, ...]
    reviews: bool = False


WRITES: Final = (
    "wagtailadmin.access_admin",
    "sheets.view_*",
    *("catalogue.add_*", "catalogue.change_*", "catalogue.view_*"),
    *("forms.view_*", "sharing.*"),
)
PUBLISHES: Final = (
    *WRITES,
    *("content.change_menu", "content.change_footer"),
    *("sheets.*", "catalogue.*", "forms.*", "wagtailredirects.*"),
)
OPERATES: Final = (
    *PUBLISHES,
    "auth.view_user",
    *("axes.view_*", "axes.delete_accessattempt", "mail.view_keptmail"),
)
FILES: Final = (
    *("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image"),
    *("wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document"),
)
ORGANISES: Final = (*FILES, "wagtailcore.*_collection")
WRITTEN: Final = ("wagtailcore.add_page", "wagtailcore.change_page")
PUBLISHED: Final = (
    *WRITTEN,
    *("wagtailcore.publish_page", "wagtailcore.lock_page", "wagtailcore.unlock_page"),
)

ROLES: Final = (
    Role("Editors", WRITES, WRITTEN, FILES),
    Role("Publishers", PUBLISHES, PUBLISHED, FILES, reviews=True),
    Role("Operators", OPERATES, PUBLISHED, ORGANISES, reviews=True),
)
