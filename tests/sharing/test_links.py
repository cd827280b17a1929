"""What a link to a draft shows, to whom, and until when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from content.models import ContentPage
from sharing.models import SIGNER, ShareLink, share
from tests.content.conftest import MakePage

Fetch = Callable[[str], Any]
NOT_A_LINK = "This is not a link to a draft. It may have been cut when it was copied."


@pytest.fixture
def page(make_page: MakePage) -> ContentPage:
    page = make_page("About", body=[("rich_text", "<p>Published words</p>")])
    page.title = "About us, soon"
    page.save_revision()
    return page


def somebody() -> User:
    return User.objects.get_or_create(username="maker")[0]


@pytest.fixture
def link(page: ContentPage) -> ShareLink:
    return share(page, 7, somebody())


@pytest.fixture
def fetch(client: Client) -> Fetch:
    return lambda token: client.post(
        "/api/drafts/", {"token": token}, content_type="application/json"
    )


def test_somebody_without_an_account_sees_the_draft(fetch: Fetch, link: ShareLink) -> None:
    response = fetch(link.token)
    assert response.status_code == 200
    draft = response.json()
    assert draft["page"]["title"] == "About us, soon"
    assert draft["page"]["path"] == "/about/"
    assert draft["page"]["body"][0]["value"]["html"] == "<p>Published words</p>"
    assert draft["saved"] == draft["page"]["updated"]


def test_the_draft_is_kept_by_nobody_and_listed_nowhere(fetch: Fetch, link: ShareLink) -> None:
    for token in (link.token, "nonsense"):
        response = fetch(token)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_visitors_go_on_seeing_what_is_published(client: Client, link: ShareLink) -> None:
    assert client.get("/api/pages/?path=/about/").json()["title"] == "About"


def test_a_later_draft_is_not_shown(fetch: Fetch, link: ShareLink, page: ContentPage) -> None:
    page.title = "Not for everybody yet"
    page.save_revision()
    assert fetch(link.token).json()["page"]["title"] == "About us, soon"


def test_a_page_that_was_never_published_is_shown(fetch: Fetch, page: ContentPage) -> None:
    new = page.add_child(instance=ContentPage(title="New", slug="new", live=False))
    draft = fetch(share(new, 1, somebody()).token).json()
    assert (draft["page"]["path"], draft["page"]["breadcrumbs"][-1]["title"]) == (
        "/about/new/",
        "About",
    )


def test_an_expired_link_is_gone(fetch: Fetch, link: ShareLink) -> None:
    ShareLink.objects.update(works_until=timezone.now() - timedelta(seconds=1))
    response = fetch(link.token)
    assert response.status_code == 410
    assert response.json()["detail"] == "The time for which this draft was shared is over."


def test_a_revoked_link_is_gone(fetch: Fetch, link: ShareLink) -> None:
    ShareLink.objects.update(revoked_at=timezone.now())
    response = fetch(link.token)
    assert response.status_code == 410
    assert response.json()["detail"] == "Whoever shared this draft has withdrawn the link."


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: f"{token}x",
        lambda token: token.replace(token[0], "0" if token[0] != "0" else "1", 1),
        lambda token: token.partition(".")[0],
        lambda token: token.swapcase(),
        lambda token: "\x00",
        lambda token: "ü" * 200,
    ],
    ids=["cut", "longer", "another key", "unsigned", "other case", "NUL", "not ASCII"],
)
def test_a_tampered_token_shows_nothing(
    fetch: Fetch, link: ShareLink, change: Callable[[str], str]
) -> None:
    response = fetch(change(link.token))
    assert (response.status_code, response.json()["detail"]) == (404, NOT_A_LINK)


def test_a_token_of_another_environment_shows_nothing(
    fetch: Fetch, link: ShareLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(SIGNER, "key", "another environment's key")
        foreign = link.token
    assert fetch(foreign).status_code == 404


def test_what_is_signed_for_another_purpose_shows_nothing(fetch: Fetch, link: ShareLink) -> None:
    assert fetch(SIGNER.sign("not-a-key")).status_code == 404


def test_a_link_ends_with_its_page_and_its_draft(
    fetch: Fetch, link: ShareLink, page: ContentPage
) -> None:
    other = share(page, 1, somebody())
    Revision.objects.filter(pk=link.revision_id).delete()
    assert fetch(link.token).status_code == fetch(other.token).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"token": 5}', b'{"token": ""}', b"{}"])
def test_rubbish_is_refused(client: Client, db: None, body: bytes) -> None:
    response = client.post("/api/drafts/", body, content_type="application/json")
    assert 400 <= response.status_code < 500
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_link_is_not_read_from_an_address(client: Client, link: ShareLink) -> None:
    assert client.get(f"/api/drafts/?token={link.token}").status_code == 405


@pytest.mark.parametrize("end", ["deactivated", "deleted"])
def test_a_link_ends_with_its_makers_account(make_page: MakePage, client: Client, end: str) -> None:
    maker = User.objects.create_user("ed")
    link = share(make_page("About"), 7, maker)
    assert client.post("/api/drafts/", {"token": link.token}, "application/json").status_code == 200
    if end == "deleted":
        maker.delete()
    else:
        User.objects.update(is_active=False)
    response = client.post("/api/drafts/", {"token": link.token}, "application/json")
    assert response.status_code == 410
    assert "no account here any more" in response.json()["detail"]
    link.refresh_from_db()
    assert link.state == "ended with its maker's account"
