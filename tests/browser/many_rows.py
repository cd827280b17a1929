"""A site with a page of 2,000 rows, at MANY."""

from collections.abc import Iterator

import pytest

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


@pytest.fixture(scope="package")
def many_rows(postgres_server: PostgresServer, seed: Seed) -> Iterator[RunningSite]:
    with site_starter(postgres_server, seed) as start:
        site = start()
        made = commands.run(site.environment or {}, "shell", "--no-imports", "-c", MAKE_MANY)
        assert made.returncode == 0, made.stdout
        yield site
