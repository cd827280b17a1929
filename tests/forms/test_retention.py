"""Who may delete submissions, when the scheduler deletes them, and what the log keeps of that."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from forms.models import FormPage, Submission
from forms.retention import is_any_due
from tests.forms.conftest import MakeForm


@pytest.fixture
def form(make_form: MakeForm) -> FormPage:
    page = make_form()
    Submission.objects.create(page=page, form_data={"your_name": "Zoë"})
    return page


def member(group: str) -> Client:
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def deletions() -> list[tuple[str | None, int]]:
    entries = PageLogEntry.objects.filter(action="forms.delete_submissions")
    return [(entry.user and entry.user.username, entry.data["count"]) for entry in entries]


@pytest.mark.parametrize(("group", "may"), [("Editors", False), ("Publishers", True)])
def test_deleting_needs_the_permission_and_is_logged(form: FormPage, group: str, may: bool) -> None:
    client, address = member(group), f"/admin/forms/submissions/{form.pk}/"
    listed = client.get(address).content.decode()
    assert "Zoë" in listed
    assert ("Delete selected submissions" in listed) is may
    chosen = f"{address}delete/?selected-submissions={Submission.objects.get().pk}"
    assert client.post(chosen).status_code == 302
    assert Submission.objects.exists() is not may
    assert deletions() == ([("publishers", 1)] if may else [])
    history = client.get(f"/admin/pages/{form.pk}/history/").content.decode()
    assert ("Deleted 1 submission" in history) is may


def test_submissions_are_deleted_when_their_days_are_over(
    form: FormPage, make_form: MakeForm
) -> None:
    def ages(days: int) -> None:
        Submission.objects.update(submit_time=timezone.now() - timedelta(days=days))

    kept = make_form()
    Submission.objects.create(page=kept, form_data={})
    ages(5000)
    assert not is_any_due(), "no form has a period"
    FormPage.objects.filter(pk=form.pk).update(keep_days=30)
    ages(29)
    assert not is_any_due()
    ages(31)
    assert is_any_due()
    out = StringIO()
    call_command("delete_old_submissions", stdout=out)
    assert out.getvalue() == f"{form.title}: 1 deleted\n"
    assert list(Submission.objects.values_list("page", flat=True)) == [kept.pk]
    assert deletions() == [(None, 1)]
    assert not is_any_due()
