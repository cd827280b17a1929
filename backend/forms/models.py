"""Form pages, their fields, and submissions."""

from datetime import timedelta
from typing import Any, Final, cast
from uuid import NAMESPACE_OID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.forms import WagtailAdminFormPageForm
from wagtail.contrib.forms.models import (
    AbstractFormField,
    AbstractFormSubmission,
    FormMixin,
    validate_to_address,
)
from wagtail.contrib.forms.panels import FormSubmissionsPanel

from content.body.registry import Block
from content.models import BodyPage
from content.page_addresses import PageForm
from forms import fields
from forms.blocks import form as form_block
from web.text import clean

TRIED_FOR: Final = timedelta(days=5)  # as long as mail servers try, RFC 5321, 4.5.4.1


class Submission(AbstractFormSubmission):
    """The values that a visitor sent. Saved before any mail is tried, and kept if mail fails."""

    class Mail(models.TextChoices):
        NONE = "none", "not asked for"
        WAITING = "waiting", "not sent yet"
        SENT = "sent", "sent"

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    values_digest = models.CharField(max_length=64, editable=False)
    suspicious = models.BooleanField("suspected spam", default=False)
    mail = models.CharField("notification", max_length=8, choices=Mail.choices, default=Mail.NONE)
    mail_fault = models.TextField(blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, editable=False)  # null: at once

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(mail="waiting"), name="forms_waiting_for_mail"
            )
        ]

    def __str__(self) -> str:
        return f"Submission {self.pk}"

    def get_data(self) -> dict[str, Any]:
        """Adds two columns to the listing and the export. No field's name can have a hyphen."""
        data = clean(super().get_data(), "\n")
        return {**data, "mail-state": self.mail_state, "is-suspicious": self.suspect}

    @property
    def mail_state(self) -> str:
        label = "given up" if self.is_given_up else self.Mail(self.mail).label
        waits = self.mail == self.Mail.WAITING
        return f"{label}: {self.mail_fault}" if waits and self.mail_fault else label

    @property
    def is_given_up(self) -> bool:
        """Whether sending was given up. To try again, correct the address and run the command."""
        return bool(
            self.mail == self.Mail.WAITING and timezone.now() - self.submit_time > TRIED_FOR
        )

    @property
    def suspect(self) -> str:
        return "suspected spam" if self.suspicious else ""


class FormPageForm(PageForm, WagtailAdminFormPageForm):
    """Makes Wagtail's checks of a form's fields, and this site's check of a page's address."""


class FormPage(BodyPage, FormMixin):
    """A body with Wagtail's form builder below. BodyPage is the first base: nothing is rendered."""

    button = models.CharField(max_length=40, default="Send")
    thanks = models.TextField(
        "thank-you text",
        max_length=600,
        default="Thank you. We have received your submission.",
        help_text="Shown instead of the form after it was sent.",
    )
    to_address = models.CharField(
        "notify",
        max_length=255,
        blank=True,
        validators=[validate_to_address],
        help_text="Email addresses that get a mail for each submission, separated by commas.",
    )
    subject = models.CharField(
        max_length=120,
        blank=True,
        help_text="The subject of that mail. If empty, the title of the page.",
    )
    keep_days = models.PositiveSmallIntegerField(
        "keep submissions for",
        null=True,
        blank=True,
        validators=[MinValueValidator(7), MaxValueValidator(3650)],
        help_text="Days, from 7 to 3650. Older submissions are deleted. Leave empty to keep them.",
    )

    base_form_class = FormPageForm
    form_builder = fields.Builder
    content_panels = [
        FormSubmissionsPanel(),
        *BodyPage.content_panels,
        InlinePanel("form_fields", heading="Form fields", label="Field", max_num=60),
        FieldPanel("button"),
        FieldPanel("thanks"),
        MultiFieldPanel([FieldPanel("to_address"), FieldPanel("subject")], "Notification"),
        FieldPanel("keep_days"),
    ]
    parent_page_types = ["content.HomePage", "content.ContentPage"]
    subpage_types: list[str] = []
    page_description = "A page with a form that visitors fill in."

    class Meta:
        verbose_name = "form"

    def get_form_fields(self) -> list["FormField"]:
        return fields.usable(self.form_fields.all())

    def get_submission_class(self) -> type[Submission]:
        return Submission

    def get_data_fields(self) -> list[tuple[str, Any]]:
        return [
            *super().get_data_fields(),
            ("mail-state", "Notification"),
            ("is-suspicious", "Spam"),
        ]

    def own_blocks(self) -> list[Block]:
        visible = [field for field in self.get_form_fields() if field.field_type != "hidden"]
        if not visible:
            return []
        form = form_block.Form(
            form=self.pk or 0,  # a preview of what was never saved
            fields=[field.described() for field in visible],
            button=self.button,
            thanks=self.thanks,
        )
        return [form_block.BLOCK.make(uuid5(NAMESPACE_OID, f"form {self.pk}"), form)]


class FormField(AbstractFormField):
    page = ParentalKey(FormPage, on_delete=models.CASCADE, related_name="form_fields")

    def clean(self) -> None:
        super().clean()
        if self.field_type in fields.CHOICES and not fields.choices(self):
            raise ValidationError({"choices": "Add at least one choice."})
        if self.field_type == "hidden" and not self.default_value:
            raise ValidationError({"default_value": "A hidden field needs a default value."})

    @property
    def name(self) -> str:
        """The key of its value. Wagtail makes it when a field is first saved; a draft has none."""
        return str(self.clean_name or self.get_field_clean_name())

    def described(self) -> form_block.FormField:
        return form_block.FormField(
            name=self.name,
            type=cast(Any, self.field_type),
            label=self.label,
            help=self.help_text,
            required=self.required,
            choices=fields.choices(self) if self.field_type in fields.CHOICES else [],
            initial=fields.initial(self),
        )
