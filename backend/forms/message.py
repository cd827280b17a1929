"""The notification mail: its text and its recipients."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from wagtail.contrib.forms.models import validate_to_address

from forms.models import FormPage, Submission
from web.text import clean_text


def message_of(submission: Submission, deadline: float) -> EmailMessage:
    """Raises ValueError where it cannot be written to anybody."""
    page = FormPage.objects.get(pk=submission.page_id)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    return EmailMessage(
        subject=one_line(page.subject or page.title),
        body=body_of(page, submission),
        to=recipients_of(page),
        reply_to=reply_to(page, submission),
        headers={"Message-ID": f"<{submission.key}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(deadline=deadline),
    )


def recipients_of(page: FormPage) -> list[str]:
    """Raises ValueError. Wagtail's own check, for what did not come through its editor."""
    try:
        validate_to_address(page.to_address)
    except ValidationError as fault:
        raise ValueError("the page of the form does not say whom to notify") from fault
    return [address.strip() for address in page.to_address.split(",")]


def one_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def body_of(page: FormPage, submission: Submission) -> str:
    lines = []
    for field in page.get_form_fields():
        value = submission.form_data.get(field.name)
        if value not in (None, "", []):
            lines.append(f"{one_line(field.label)}:\n{spelled(value)}\n")
    listing = reverse("wagtailforms:list_submissions", args=[page.pk])
    return "\n".join([*lines, f"All submissions: {settings.WAGTAILADMIN_BASE_URL}{listing}", ""])


def spelled(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return clean_text(text, "\n")


def reply_to(page: FormPage, submission: Submission) -> list[str]:
    """The visitor, where the form asks for an email address."""
    given = [
        submission.form_data.get(field.name)
        for field in page.get_form_fields()
        if field.field_type == "email"
    ]
    return [address for address in given if address][:1]
