"""A site for the tests that write, and for those that need more than the sample.

Its own are a page of 2,000 rows at MANY, twelve more news, and a redirect. A worker has one such
site, because each start of a site takes seconds. So each test changes something that no other
test looks at.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from tests import commands
from tests.running_site import RunningSite
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed, site_starter

MANY = "/many/"
MAKE_MANY = """
from django.utils import timezone
from sheets.models import Copy, Sheet
from wagtail.models import Site
from content.models import ContentPage
columns = ["Number", "Team", "Class", "Hall", "Project", "Partner", "Cost", "Day"]
rows = [
    [str(n), f"Team {n * 7919 % 2003}", ("Capstone", "Software", "Service")[n % 3], f"Hall {n % 9}",
     "A sensor for the price of a pair of boots, " * (1 + n % 3), f"Partner {n % 211}",
     f"${n * 37 % 1000:,}.50", f"{1 + n % 12}/{1 + n % 28}/2026"]
    for n in range(1, 2001)
]
rows[4][1] = "<img src=x onerror=alert(1)><b>José</b>"
sheet = Sheet.objects.create(title="Many", spreadsheet="1234567890", row_count=2000,
    fetched_at=timezone.now(), due_at=timezone.now().replace(year=2099))
Copy.objects.create(sheet=sheet, columns=columns, rows=rows)
page = ContentPage(title="Many", slug="many", live=False)
page.body = [("sheet", {"heading": "All teams", "sheet": sheet}), ("rich_text", "<p>After it</p>")]
Site.objects.get().root_page.add_child(instance=page)
page.save_revision().publish()
"""
MAKE_NEWS = """
import datetime
from news.models import NewsIndexPage, NewsPage
for number in range(12):
    index = NewsIndexPage.objects.get()
    index.add_child(instance=NewsPage(title=f"Item {number}", summary="Short.",
        date=datetime.date(2025, 1, 1) + datetime.timedelta(number)))
from wagtail.contrib.redirects.models import Redirect
from content.models import ContentPage
contact = ContentPage.objects.get(slug="contact")
Redirect.add_redirect("/write-to-us", contact)
"""
VARIABLES = {
    "host": "DB_HOST",
    "port": "DB_PORT",
    "user": "DB_USER",
    "password": "DB_PASSWORD",
    "dbname": "DB_NAME",
}


@pytest.fixture(scope="package")
def own_site(postgres_server: PostgresServer, seed: Seed) -> Iterator[RunningSite]:
    with site_starter(postgres_server, seed) as start:
        site = start()
        words = ("shell", "--no-imports", "-c", MAKE_MANY + MAKE_NEWS)
        made = commands.run(site.environment or {}, *words)
        assert made.returncode == 0, made.stdout
        yield site


def execute(site: RunningSite, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement returns from the site's database; none where it returns none."""
    known = site.environment or {}
    dsn = make_dsn(**{name: known[variable] for name, variable in VARIABLES.items()})
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
