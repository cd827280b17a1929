"""The draft behind a link, as the API sends it."""

from datetime import datetime

from content import pages
from content.public_site import PublicSite
from content.response import Response
from content.schemas import Page
from sharing.models import find


class Draft(Response):
    page: Page
    saved: datetime
    works_until: datetime


class NoDraft(Exception):
    """Why a token shows nothing, in a sentence for whoever followed the link."""


class NotALink(NoDraft):
    """The token was cut, changed, made elsewhere, or belongs to a page that is gone."""


class NoLongerWorks(NoDraft):
    """The link expired, somebody revoked it, or its maker's account ended."""


def draft(token: str) -> Draft:
    """Raises NotALink or NoLongerWorks."""
    link, site = find(token), PublicSite.load()
    if link is None or site is None:
        raise NotALink("This is not a link to a draft. It may have been cut when it was copied.")
    if link.revoked_at:
        raise NoLongerWorks("Whoever shared this draft has withdrawn the link.")
    if link.has_expired:
        raise NoLongerWorks("The time for which this draft was shared is over.")
    if not link.has_maker:
        raise NoLongerWorks("Whoever shared this draft has no account here any more.")
    page = pages.describe(site, link.revision.as_object())
    saved = link.revision.created_at
    return Draft(
        page=page.model_copy(update={"updated": saved}), saved=saved, works_until=link.works_until
    )
