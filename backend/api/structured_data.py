"""What search engines read of a page, as JSON-LD in the vocabulary of schema.org.

https://developers.google.com/search/docs/appearance/structured-data/search-gallery
"""

from typing import Any

from django.conf import settings
from ninja import Field

from catalogue import events, schedule
from catalogue.blocks.project import Project
from catalogue.blocks.schedule import Schedule
from content.body.registry import Block
from content.schemas import Page
from news.blocks.article import Article

Data = dict[str, Any]


class PublishedPage(Page):
    structured_data: list[Data] = Field(
        description="JSON-LD objects in the vocabulary of schema.org, without their context."
    )


def published(page: Page) -> PublishedPage:
    found = [breadcrumbs(page)] if page.breadcrumbs else []
    for block in page.body:
        found += describe(page, block)
    return PublishedPage(**dict(page), structured_data=found)


def describe(page: Page, block: Block) -> list[Data]:
    """What a block tells; nothing for most."""
    value = block.value
    if isinstance(value, Article):
        return [article(page, value)]
    if isinstance(value, Project):
        return [project(page, value)]
    if isinstance(value, Schedule):
        return event(page, value)
    return []


def breadcrumbs(page: Page) -> Data:
    steps = [(crumb.title, crumb.path) for crumb in page.breadcrumbs] + [(page.title, page.path)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": address(path)}
            for number, (title, path) in enumerate(steps, start=1)
        ],
    }


def article(page: Page, value: Article) -> Data:
    return filled(
        {
            "@type": "NewsArticle",
            "headline": page.title,
            "description": value.summary,
            "datePublished": value.date.isoformat(),
            "dateModified": page.updated.isoformat() if page.updated else "",
            "image": [address(page.seo.image)] if page.seo.image else [],
            "url": address(page.path),
            "author": organisation(),
            "publisher": organisation(),
        }
    )


def project(page: Page, value: Project) -> Data:
    partner = value.organisation
    return filled(
        {
            "@type": "CreativeWork",
            "name": page.title,
            "abstract": value.abstract,
            "url": address(page.path),
            "author": [{"@type": "Person", "name": name} for name in value.students],
            "sponsor": {"@type": "Organization", "name": partner} if partner else None,
            "keywords": [word for word in (value.industry, value.class_name) if word],
            "temporalCoverage": value.semester,
            "publisher": organisation(),
        }
    )


def event(page: Page, value: Schedule) -> list[Data]:
    found = events.find(value.event)
    if found is None:
        return []
    data = {
        "@type": "Event",
        "name": found.title,
        "description": found.text,
        "startDate": schedule.at(found, found.starts).isoformat(),
        "endDate": schedule.at(found, found.ends).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": found.place, "address": found.place},
        "image": [address(page.seo.image)] if page.seo.image else [],
        "url": address(page.path),
        "organizer": organisation(),
    }
    return [filled(data)]


def organisation() -> Data:
    return {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": address("/")}


def address(path: str) -> str:
    """Absolute where the site's address is known."""
    return f"{settings.FRONTEND_URL}{path}" if path.startswith("/") else path


def filled(data: Data) -> Data:
    return {name: value for name, value in data.items() if value}
