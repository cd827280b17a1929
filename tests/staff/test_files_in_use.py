"""What visitors see is changed by who may publish it, a picture's or document's file included."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images.models import Image
from wagtail.models import Collection

from content.models import ContentPage
from files.models import PrivateDocument
from tests.content.conftest import MakePage, home, make_page, media, site
from tests.files.conftest import folder
from tests.files.files import PDF, picture

__all__ = ["folder", "home", "make_page", "media", "site"]

GROUPS = ("Editors", "Publishers", "Operators")
KINDS = ("image", "document")
NEW = {"image": picture(width=40, height=40), "document": PDF + b"% new"}
REASON = "only a Publisher can change this"


@pytest.fixture(params=KINDS)
def file(request: pytest.FixtureRequest, media: object, db: None) -> Any:
    if request.param == "image":
        return Image.objects.create(title="F", file=ContentFile(picture(), "f.png"))
    return PrivateDocument.objects.create(title="F", file=ContentFile(PDF, "f.pdf"))


@pytest.fixture
def page(file: Any, make_page: MakePage) -> ContentPage:
    """A page with a draft that shows the picture, or links to the document."""
    page = make_page("About")
    return put(page, file)


def put(page: ContentPage, file: Any) -> ContentPage:
    link = f'<p><a linktype="document" id="{file.pk}">F</a></p>'
    shows = {"image": file.pk, "decorative": True, "alt_text": ""}
    block = ("image", {"image": shows}) if isinstance(file, Image) else ("rich_text", link)
    page.body = ContentPage.body.field.stream_block.to_python(
        [{"type": block[0], "value": block[1]}]
    )
    page.save_revision()
    return page


def kind(file: Any) -> str:
    return "image" if isinstance(file, Image) else "document"


def member(group: str) -> Client:
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def root(file: Any) -> str:
    return f"/admin/{kind(file)}s"


def edit(file: Any) -> str:
    return f"{root(file)}/{file.pk}/" if kind(file) == "image" else f"{root(file)}/edit/{file.pk}/"


def delete(file: Any) -> str:
    is_image = kind(file) == "image"
    return f"{root(file)}/{file.pk}/delete/" if is_image else f"{root(file)}/delete/{file.pk}/"


def replace(client: Client, file: Any, title: str = "Renamed") -> bytes:
    """What is stored after somebody sent another file."""
    new = SimpleUploadedFile(file.filename, NEW[kind(file)])
    values = {"title": title, "description": "", "tags": "", "file": new}
    assert client.post(edit(file), values).status_code == 302
    stored = type(file).objects.get(pk=file.pk)
    assert stored.title == title
    with stored.file.open() as opened:
        content: bytes = opened.read()
    return content


@pytest.mark.parametrize("group", GROUPS)
def test_only_who_may_publish_replaces_a_file_in_use(
    group: str, page: ContentPage, file: Any
) -> None:
    page.latest_revision.publish()
    client = member(group)
    is_new = replace(client, file) == NEW[kind(file)]
    assert is_new is (group != "Editors")
    assert (REASON in client.get(edit(file)).content.decode()) is (group == "Editors")


@pytest.mark.parametrize("group", GROUPS)
def test_only_who_may_publish_deletes_a_file_in_use(
    group: str, page: ContentPage, file: Any
) -> None:
    page.latest_revision.publish()
    client = member(group)
    shown = client.get(edit(file)).content.decode()
    assert (delete(file) in shown) is (group != "Editors")
    bulk = f"/admin/bulk/{file._meta.app_label}/{file._meta.model_name}/delete/"
    for address in (f"{bulk}?id={file.pk}&next=/admin/", delete(file)):
        client.post(address, {})
        if group == "Editors":
            assert type(file).objects.filter(pk=file.pk).exists()
    assert type(file).objects.filter(pk=file.pk).exists() is (group == "Editors")


def test_editors_replace_and_delete_what_only_drafts_use(page: ContentPage, file: Any) -> None:
    client = member("Editors")
    assert replace(client, file) == NEW[kind(file)]
    client.post(delete(file), {})
    assert not type(file).objects.filter(pk=file.pk).exists()


def test_a_draft_without_it_changes_nothing_of_that(page: ContentPage, file: Any) -> None:
    page.latest_revision.publish()
    page.refresh_from_db()
    page.body = ContentPage.body.field.stream_block.to_python([])
    page.save_revision()
    assert replace(member("Editors"), file) != NEW[kind(file)]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("way", ["form", "bulk"])
@pytest.mark.parametrize("file", ["document"], indirect=True)
def test_only_who_may_publish_changes_who_may_read_a_document(
    group: str, way: str, page: ContentPage, file: Any
) -> None:
    page.latest_revision.publish()
    partners = Collection.get_first_root_node().add_child(name="Partners")
    client = member(group)
    if way == "form":
        client.post(edit(file), {"title": "F", "tags": "", "collection": partners.pk})
    else:
        bulk = "/admin/bulk/files/privatedocument/add_to_collection/"
        address = f"{bulk}?id={file.pk}&next=/admin/documents/"
        response = client.post(address, {"collection": partners.pk}, follow=True)
        assert ("Only a Publisher can move it" in response.content.decode()) is (group == "Editors")
    moved = PrivateDocument.objects.get().collection == partners
    assert moved is (group != "Editors")
