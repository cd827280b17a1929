"""Google on this machine, and sheets to read from it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from sheets.models import Copy, Sheet
from sheets.refreshing import refresh
from tests.databases import database
from tests.prepared import POSTGRESQL
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed
from tests.standins.google import Google, tab

ID = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ"
TEAMS = tab(("Team", "Class"), ("Solar canal", "Capstone"), ("Orchard", "Software"))

MakeSheet = Callable[..., Sheet]


@pytest.fixture(scope="session")
def running_google() -> Iterator[Google]:
    with Google() as google:
        yield google


@pytest.fixture
def google(running_google: Google, settings: Settings) -> Google:
    """Google, with one spreadsheet and nothing wrong."""
    running_google.spreadsheets = {ID: TEAMS}
    running_google.trouble = running_google.sign_in_trouble = None
    running_google.assertions, running_google.asked = [], []
    settings.GOOGLE_SHEETS_CREDENTIALS = running_google.credentials
    settings.GOOGLE_SHEETS_API_URL = running_google.url
    return running_google


@pytest.fixture
def make_sheet(db: None) -> MakeSheet:
    def make(**fields: Any) -> Sheet:
        return Sheet.objects.create(**{"title": "Teams", "spreadsheet": ID, **fields})

    return make


@pytest.fixture
def read_sheet(google: Google, make_sheet: MakeSheet) -> Sheet:
    """A sheet that was read once."""
    sheet = make_sheet()
    assert refresh(sheet).state == "changed"
    sheet.refresh_from_db()
    return sheet


@pytest.fixture(scope="session")
def seeded(postgres_server: PostgresServer, seed: Seed) -> Iterator[dict[str, str]]:
    """The variables that name a copy of the seeded database."""
    with database(postgres_server, template=seed.database) as login:
        yield POSTGRESQL | login.environment


def rows(sheet: Sheet) -> Any:
    return Copy.objects.get(sheet=sheet).rows
