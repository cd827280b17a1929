"""Receives a submission: checks it, saves it, then sends the notification."""

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from content.public_site import PublicSite
from forms import tokens
from forms.fields import SEVERAL
from forms.models import FormPage, Submission
from forms.notifications import notify
from forms.schemas import NewSubmission


class Refused(Exception):
    """Nothing was saved. ``errors`` are by the name of the field, of the form or of the request."""

    def __init__(self, status: int, detail: str, errors: Mapping[str, list[str]] | None = None):
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, dict(errors or {})


def find(form: int) -> FormPage:
    """The form, if the public may see it and it has fields. Raises Refused (404)."""
    site = PublicSite.load()
    page = site.pages.filter(pk=form).specific().first() if site else None
    if not isinstance(page, FormPage) or not page.own_blocks():
        raise Refused(404, "There is no such form.")
    return page


def receive(form: int, sent: NewSubmission) -> None:
    """Save what was sent, once for each key.

    Raises Refused: 404 for no form, 409 for a token or a key that does not fit, 422 for values.
    """
    page = find(form)
    digest = digest_of(sent.values)
    if was_received(sent, page, digest):
        return
    if fault := tokens.fault_of(sent.token, form):
        raise Refused(409, fault, {"token": [fault]})
    submission = Submission(
        key=sent.key,
        page=page,
        values_digest=digest,
        form_data=validated(page, sent.values),
        suspicious=bool(sent.website),
    )
    if page.to_address and not submission.suspicious:
        submission.mail = Submission.Mail.WAITING
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
            transaction.on_commit(partial(notify, submission.pk), robust=True)
    except IntegrityError:
        if not was_received(sent, page, digest):
            raise


def was_received(sent: NewSubmission, page: FormPage, digest: str) -> bool:
    known = Submission.objects.filter(key=sent.key).only("page_id", "values_digest").first()
    if known and (known.page_id, known.values_digest) != (page.pk, digest):
        fault = "This key was used with other values. Make a new key."
        raise Refused(409, fault, {"key": [fault]})
    return known is not None


def digest_of(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def validated(page: FormPage, values: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned by Django's form. Raises Refused (422) with what is wrong, by the field's name."""
    fields = {field.name: field for field in page.get_form_fields()}
    errors = {
        name: [fault] for name, value in values.items() if (fault := misfit(fields, name, value))
    }
    hidden = {name: field.default_value for name, field in fields.items() if is_hidden(field)}
    form = page.get_form(
        {name: value for name, value in values.items() if name not in errors} | hidden
    )
    if not form.is_valid():
        errors = {name: list(map(str, faults)) for name, faults in form.errors.items()} | errors
    if errors:
        raise Refused(422, "Some fields need a correction.", errors)
    cleaned: dict[str, Any] = form.cleaned_data
    return cleaned


def misfit(fields: Mapping[str, Any], name: str, value: Any) -> str:
    """Why a value cannot even be validated; empty where it can."""
    field = fields.get(name)
    if field is None or is_hidden(field):
        return "This form has no such field."
    return "" if fits(field.field_type, value) else "This value is not valid for the field."


def fits(kind: str, value: Any) -> bool:
    if kind == "checkbox":
        return isinstance(value, bool)
    if kind in SEVERAL:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, str)


def is_hidden(field: Any) -> bool:
    return bool(field.field_type == "hidden")
