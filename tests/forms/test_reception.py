"""What visitors send: taken once, validated by field, refused with a reason."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client
from wagtail.models import PageViewRestriction

from forms import reception
from forms.models import FormPage, Submission
from tests.forms.conftest import SHAPE, VALUES, MakeForm, Submit, errors, old_token


def test_a_submission_is_saved(form: FormPage, submit: Submit) -> None:
    key = str(uuid4())
    response = submit(form, key=key)
    assert (response.status_code, response.json()) == (201, {"key": key})
    saved = Submission.objects.get()
    assert (saved.form_data, saved.page_id, saved.suspicious) == (VALUES, form.pk, False)


def test_no_cookie_and_no_csrf_token_are_asked_for(form: FormPage) -> None:
    body = {"key": str(uuid4()), "token": old_token(form), "values": VALUES}
    stranger = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    response = stranger.post(f"/api/forms/{form.pk}/", body, content_type="application/json")
    assert (response.status_code, response.cookies) == (201, {})


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"your_name": ""}, {"your_name": ["This field is required."]}),
        ({"email": "ada"}, {"email": ["Enter a valid email address."]}),
        ({"email": "a@b.org\nBcc: c@d.org"}, {"email": ["Enter a valid email address."]}),
        ({"colour": "red"}, {"colour": ["This form has no such field."]}),
        ({"your_name": ["Ada"]}, {"your_name": ["This value is not valid for the field."]}),
        ({"your_name": {"a": 1}}, {"your_name": ["This value is not valid for the field."]}),
        ({"your_name": None}, {"your_name": ["This value is not valid for the field."]}),
        ({"your_name": 7}, {"your_name": ["This value is not valid for the field."]}),
        ({"your_name": "\ud800"}, {"your_name": ["This field is required."]}),
    ],
)
def test_errors_are_listed_by_field(
    form: FormPage, submit: Submit, changes: dict[str, Any], wrong: dict[str, list[str]]
) -> None:
    assert errors(submit(form, VALUES | changes), 422) == wrong


@pytest.mark.parametrize(
    ("kind", "most"), [("singleline", 255), ("multiline", 10_000), ("url", 2_000)]
)
def test_every_value_has_a_limit(make_form: MakeForm, submit: Submit, kind: str, most: int) -> None:
    form = make_form({"label": "Text", "field_type": kind})
    text = "https://example.org/".ljust(most, "a")
    assert list(errors(submit(form, {"text": text + "a"}), 422)) == ["text"]
    assert submit(form, {"text": text}).status_code == 201


@pytest.mark.parametrize(
    ("kind", "good", "stored", "bad"),
    [
        ("number", "4.50", "4.50", ["four", "NaN", "Infinity", "1e400", "9" * 40, True]),
        ("url", "https://example.org", "https://example.org", ["javascript:alert(1)", "no"]),
        ("date", "2026-12-04", "2026-12-04", ["2026-02-30", "tomorrow"]),
        ("datetime", "2026-12-04T09:30", "2026-12-04T09:30:00-08:00", ["2026-12-04T25:00"]),
        ("checkbox", True, True, [False, "true", "on", ["true"]]),
        ("dropdown", "red", "red", ["Red", "", ["red"]]),
        ("radio", "a, b", None, ["red, blue"]),
        ("checkboxes", ["red", "blue"], ["red", "blue"], [[], ["green"], "red", [1], [["red"]]]),
        ("multiselect", ["blue"], ["blue"], [[], ["green"], "blue"]),
    ],
)
def test_every_type_of_field_takes_only_its_values(
    make_form: MakeForm, submit: Submit, kind: str, good: Any, stored: Any, bad: list[Any]
) -> None:
    form = make_form({"label": "It", "field_type": kind, "choices": "red\nblue\na, b"})
    for value in bad:
        assert list(errors(submit(form, {"it": value}), 422)) == ["it"], value
    assert submit(form, {"it": good}).status_code == 201
    assert Submission.objects.get().form_data["it"] == (good if stored is None else stored)


def test_an_optional_field_may_be_left_out(make_form: MakeForm, submit: Submit) -> None:
    form = make_form({"label": "It", "field_type": "singleline", "required": False})
    assert submit(form, {}).status_code == 201


def test_a_hidden_field_says_what_the_editor_wrote_and_nothing_else(
    make_form: MakeForm, submit: Submit
) -> None:
    hidden = {"label": "Campaign", "field_type": "hidden", "default_value": "spring"}
    form = make_form({"label": "It", "field_type": "singleline"}, hidden)
    assert list(errors(submit(form, {"it": "x", "campaign": "mine"}), 422)) == ["campaign"]
    assert submit(form, {"it": "x"}).status_code == 201
    assert Submission.objects.get().form_data == {"it": "x", "campaign": "spring"}


@pytest.mark.parametrize("fault", [{"field_type": ""}, {"field_type": "file"}, {"choices": ""}])
def test_a_stored_field_that_is_unusable_does_not_break_the_form(
    make_form: MakeForm, submit: Submit, fault: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    form = make_form(
        {"label": "Broken", "field_type": "radio", **fault},
        {"label": "It", "field_type": "singleline"},
    )
    assert submit(form, {"it": "x"}).status_code == 201
    assert "leaves out “Broken”" in caplog.text
    assert Submission.objects.get().form_data == {"it": "x"}


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"key": "1"}, 400, "key"),
        ({"key": None}, 400, "key"),
        ({"values": []}, 400, "values"),
        ({"values": {str(number): "" for number in range(101)}}, 400, "values"),
        ({"token": "x" * 201}, 400, "token"),
        ({"extra": 1}, 400, "extra"),
        ({"token": ""}, 409, "token"),
        ({"token": "1:2:3"}, 409, "token"),
        ({"token": "\ud800"}, 400, "token"),
    ],
)
def test_rubbish_is_refused(
    form: FormPage, submit: Submit, changes: dict[str, Any], status: int, field: str
) -> None:
    assert list(errors(submit(form, **changes), status)) == [field]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("application/json", b"\xff", 400),
        ("application/json", "[" * 100_000, 400),
        ("application/json", " " * (1024 * 1024 + 1), 413),
        ("text/plain", "{}", 415),
        ("application/x-www-form-urlencoded", "key=1", 415),
    ],
)
def test_what_is_no_json_is_refused(
    client: Client, form: FormPage, content_type: str, body: Any, status: int
) -> None:
    response = client.post(f"/api/forms/{form.pk}/", body, content_type=content_type)
    assert (response.status_code, set(response.json())) == (status, SHAPE)


def test_only_a_form_that_the_public_sees_takes_submissions(
    form: FormPage, make_form: MakeForm, submit: Submit
) -> None:
    other = FormPage(pk=form.get_parent().pk)
    assert errors(submit(other), 404) == {}
    assert errors(submit(FormPage(pk=2**31 - 1)), 404) == {}
    assert list(errors(submit(FormPage(pk=2**31)), 400)) == ["form"]
    empty = make_form({"label": "It", "field_type": ""})
    assert errors(submit(empty), 404) == {}
    restriction = PageViewRestriction.objects.create(page=form, restriction_type="login")
    assert errors(submit(form), 404) == {}
    restriction.delete()
    form.unpublish()
    assert errors(submit(form), 404) == {}


def test_a_draft_of_the_fields_has_no_effect_yet(form: FormPage, submit: Submit) -> None:
    form.form_fields = []
    form.save_revision()
    assert submit(form).status_code == 201


def test_sent_twice_it_is_counted_once(form: FormPage, submit: Submit) -> None:
    key = str(uuid4())
    responses = [submit(form, key=key), submit(form, key=key, token="expired by now")]
    assert [response.status_code for response in responses] == [201, 201]
    assert Submission.objects.count() == 1


def test_a_key_is_for_the_same_values_of_one_form(
    form: FormPage, make_form: MakeForm, submit: Submit
) -> None:
    key = str(uuid4())
    assert submit(form, key=key).status_code == 201
    for changed in (
        submit(form, VALUES | {"message": "Other"}, key=key),
        submit(make_form(), key=key),
    ):
        assert (changed.status_code, list(changed.json()["errors"])) == (409, ["key"])
    assert Submission.objects.get().form_data == VALUES


def test_two_that_arrive_at_once_are_one(
    form: FormPage, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is saved after this one looked for it: the database has the last word."""
    key, looks = str(uuid4()), []
    looked = reception.was_received

    def first_look_is_early(*arguments: Any) -> bool:
        looks.append(1)
        return len(looks) > 1 and looked(*arguments)

    assert submit(form, key=key).status_code == 201
    monkeypatch.setattr(reception, "was_received", first_look_is_early)
    assert submit(form, key=key).status_code == 201
    assert (Submission.objects.count(), len(looks)) == (1, 2)
    with pytest.raises(IntegrityError):
        Submission.objects.create(page=form, form_data={}, key=key)
