"""Checks the published site once a day, and keeps what was found for the admin's report."""

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from content import pages as site_pages
from content.accessibility import links, pages, pdf
from content.models import AccessibilityCheck, Finding
from content.public_site import PublicSite

logger = logging.getLogger(__name__)

EVERY: Final = timedelta(days=1)
CLAIM: Final = timedelta(minutes=10)
THREADS: Final = 8
# After that nothing else is asked. The scheduler ends a command after 300, and what is asked last
# may take a while: a link takes up to `links.SECONDS`.
SECONDS: Final = 200.0
Kind = Finding.Kind


def is_any_due() -> bool:
    if not settings.CHECKS_SITE:
        return False
    fresh = Q(checked_at__gt=timezone.now() - EVERY) | Q(claimed_until__gt=timezone.now())
    return not AccessibilityCheck.objects.filter(fresh).exists()


def check_site() -> int | None:
    """How many findings there are; None where another machine checks already.

    What there is no time for is not asked. What was found until then is kept.
    """
    if not claim():
        return None
    end = time.monotonic() + SECONDS
    found = [*of_documents(end), *of_pages(end)]
    if time.monotonic() >= end:
        logger.warning("The accessibility check ended after %d s, before all was checked", SECONDS)
    with transaction.atomic():
        Finding.objects.exclude(kind=Kind.AXE).delete()  # those come from editors' browsers
        Finding.objects.bulk_create(found)
        AccessibilityCheck.objects.update(checked_at=timezone.now(), claimed_until=None)
    return len(found)


def claim() -> bool:
    now = timezone.now()
    AccessibilityCheck.objects.get_or_create(pk=1)
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return bool(AccessibilityCheck.objects.filter(free).update(claimed_until=now + CLAIM))


def of_documents(end: float) -> Iterator[Finding]:
    for document in get_document_model().objects.filter(file__iendswith=".pdf"):
        if time.monotonic() >= end:
            return
        try:
            with document.open_file() as file:
                faults = pdf.faults(file)
        except Exception:  # one file's trouble must not keep the others waiting
            logger.exception("Document %s could not be read", document.pk)
            continue
        for fault in faults:
            yield Finding(kind=Kind.PDF, document=document, words=fault)


def of_pages(end: float) -> Iterator[Finding]:
    site = PublicSite.load()
    targets: dict[str, list[Page]] = {}
    for page in site.pages.specific() if site else ():
        if time.monotonic() >= end:
            break
        sent = site_pages.describe(site, page).model_dump(mode="json") if site else {}
        silent = {*pages.silent_pictures(site_pages.stored_body(page))}
        for picture in get_image_model().objects.filter(pk__in=silent).order_by("title"):
            yield Finding(kind=Kind.PICTURE, page_id=page.pk, words=f"no alt text: {picture}")
        for address in dict.fromkeys(pages.links(sent["body"])):
            targets.setdefault(address, []).append(page)
    for address, fault in dead(targets, end):
        for page in targets[address]:
            yield Finding(kind=Kind.LINK, page_id=page.pk, words=f"{address}: {fault}")


def dead(addresses: Iterable[str], end: float) -> list[tuple[str, str]]:
    """Those that lead nowhere, and why. None is asked after ``end``."""
    ours = [each for each in addresses if each.startswith("/") and not each.startswith("//")]
    others = [each for each in addresses if each.startswith(("http://", "https://"))]

    def ask(address: str, fault_of: Callable[[str], str]) -> str:
        return fault_of(address) if time.monotonic() < end else ""

    found = [(it, ask(it, missing)) for it in ours]
    with ThreadPoolExecutor(THREADS) as pool:
        faults = pool.map(lambda it: ask(it, links.fault_of), others)
        found += zip(others, faults, strict=True)
    return [(it, why) for it, why in found if why]


def missing(path: str) -> str:
    """Of a path of this site, as its visitors' browsers ask for it."""
    if path.startswith(("/documents/", "/media/")):
        return ""
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    query = {"path": re.split(r"[?#]", path)[0]}
    asked = Client().get("/api/pages/", query, secure=True, headers={"host": host})
    return "there is no such page" if asked.status_code == 404 else ""
