"""Taking a submission: checked, then saved, then told of."""

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from content.public_site import PublicSite
from forms import questions, tokens
from forms.models import FormPage, Submission
from forms.notifications import notify
from forms.schemas import NewSubmission


class Refused(Exception):
    """Nothing was saved. ``errors`` are by the name of the question or of the field."""

    def __init__(self, status: int, detail: str, errors: Mapping[str, list[str]] | None = None):
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, dict(errors or {})


def find(form: int) -> FormPage:
    """The form, if the public may see it and it asks anything. Raises Refused (404)."""
    site = PublicSite.load()
    page = site.pages.filter(pk=form).specific().first() if site else None
    if not isinstance(page, FormPage) or not page.own_blocks():
        raise Refused(404, "There is no such form.")
    return page


def receive(form: int, sent: NewSubmission) -> None:
    """Save what was sent, once for each key.

    Raises Refused: 404 for no form, 409 for a token or a key that does not fit, 422 for answers.
    """
    page = find(form)
    digest = digest_of(sent.answers)
    if was_received(sent, page, digest):
        return
    if fault := tokens.fault_of(sent.token, form):
        raise Refused(409, fault, {"token": [fault]})
    submission = Submission(
        key=sent.key,
        page=page,
        answers_digest=digest,
        form_data=validated(page, sent.answers),
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
    known = Submission.objects.filter(key=sent.key).only("page_id", "answers_digest").first()
    if known and (known.page_id, known.answers_digest) != (page.pk, digest):
        fault = "This key belongs to other answers. Make a new one."
        raise Refused(409, fault, {"key": [fault]})
    return known is not None


def digest_of(answers: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()


def validated(page: FormPage, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as Django's form cleaned them. Raises Refused (422) with what is wrong, by name."""
    fields = {field.name: field for field in page.get_form_fields()}
    errors = {
        name: [fault] for name, answer in answers.items() if (fault := misfit(fields, name, answer))
    }
    hidden = {name: field.default_value for name, field in fields.items() if is_hidden(field)}
    form = page.get_form(
        {name: answer for name, answer in answers.items() if name not in errors} | hidden
    )
    if not form.is_valid():
        errors = {name: list(map(str, faults)) for name, faults in form.errors.items()} | errors
    if errors:
        raise Refused(422, "Some answers need another look.", errors)
    cleaned: dict[str, Any] = form.cleaned_data
    return cleaned


def misfit(fields: Mapping[str, Any], name: str, answer: Any) -> str:
    """Why an answer cannot even be validated; empty where it can."""
    field = fields.get(name)
    if field is None or is_hidden(field):
        return "This form does not ask that."
    return "" if fits(field.field_type, answer) else "This is no answer to the question."


def fits(kind: str, answer: Any) -> bool:
    if kind == "checkbox":
        return isinstance(answer, bool)
    if kind in questions.SEVERAL:
        return isinstance(answer, list) and all(is_text(item) for item in answer)
    return is_text(answer)


def is_text(answer: Any) -> bool:
    """A string that can be stored: JSON lets half of a surrogate pair through, databases do not."""
    return isinstance(answer, str) and not any("\ud800" <= letter <= "\udfff" for letter in answer)


def is_hidden(field: Any) -> bool:
    return bool(field.field_type == "hidden")
