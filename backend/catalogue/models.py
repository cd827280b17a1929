"""Projects, and the events at which teams present them."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PreviewableMixin

from catalogue import spelling
from catalogue.schedule import faults
from catalogue.semesters import EARLIEST_YEAR, LATEST_YEAR, Semester, Term
from catalogue.tracks import TrackBlock
from catalogue.widgets import SuggestingInput
from catalogue.words import searchable
from content.entry import is_possible
from content.fields import BlocksField
from content.moderated import Moderated
from content.panels import SchedulePanel

LONGEST_ABSTRACT = 10_000
LONGEST_STUDENTS = 2_000
LONGEST_KEY = 80


class Project(PreviewableMixin, Moderated):
    """What one team builds in one semester. The semester and the team form its address."""

    year = models.PositiveSmallIntegerField(
        help_text="Such as 2026.",
        validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)],
    )
    term = models.PositiveSmallIntegerField(choices=Term.choices)
    class_name = models.CharField("class", max_length=80, help_text="Such as Software Capstone.")
    team = models.CharField(
        max_length=40, help_text="Such as CAP-104. No two teams of a semester have the same."
    )
    title = models.CharField(max_length=200)
    organisation = models.CharField(
        "organization", max_length=120, blank=True, help_text="The partner it is built for."
    )
    industry = models.CharField(max_length=80, blank=True)
    abstract = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_ABSTRACT)])
    students = models.TextField(
        blank=True, validators=[MaxLengthValidator(LONGEST_STUDENTS)], help_text="One name a line."
    )
    slug = models.SlugField(max_length=LONGEST_KEY, unique=True, allow_unicode=True, editable=False)
    words = models.TextField(editable=False)
    name_words = models.TextField(default="", db_default="", editable=False)
    updated = models.DateTimeField(auto_now=True)

    panels = [
        FieldPanel("title", required_on_save=True),
        FieldRowPanel([FieldPanel("term"), FieldPanel("year"), FieldPanel("team")]),
        FieldRowPanel(
            [
                FieldPanel("class_name", widget=SuggestingInput("class_name")),
                FieldPanel("industry", widget=SuggestingInput("industry")),
            ]
        ),
        FieldPanel("organisation"),
        FieldPanel("abstract"),
        FieldPanel("students"),
        SchedulePanel(),
    ]

    class Meta(Moderated.Meta):
        ordering = ["-year", "-term", "team"]
        indexes = [
            models.Index(fields=["year", "term"], name="catalogue_semester"),
            models.Index(fields=["class_name"], name="catalogue_class"),
            models.Index(fields=["industry"], name="catalogue_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.team}, {self.semester.label})"

    def save(self, **options: Any) -> None:
        self.derive()
        super().save(**options)

    def clean(self) -> None:
        others = Project.objects.exclude(pk=self.pk)
        spelling.unify([self], {it: spelling.spellings(others, it) for it in spelling.FIELDS})
        if not (self.year and self.term):
            return
        if fault := self.key_fault():
            raise ValidationError({"team": fault})
        if Project.objects.filter(slug=self.key()).exclude(pk=self.pk).exists():
            taken = f"{self.semester.label} already has a team {self.team}."
            raise ValidationError({"team": taken})

    @property
    def semester(self) -> Semester:
        return Semester(self.year, self.term)

    def key(self) -> str:
        """The project's unique key: "fall-2026-cap-104". Empty without team, year or term."""
        team = slugify(self.team, allow_unicode=True)
        return f"{self.semester.slug}-{team}" if team and self.year and self.term else ""

    def key_fault(self) -> str:
        """Why the team's name cannot be a part of an address. Empty if it can.

        One letter of it may become many: "㎏" becomes "kg".
        """
        if not self.key():
            return "Give the team a letter or a digit."
        if len(self.key()) > LONGEST_KEY:
            return f"The address of this team's page would be longer than {LONGEST_KEY} characters."
        return ""

    def derive(self) -> None:
        """Update the fields that are computed from other fields."""
        self.slug = self.key()
        self.name_words = searchable(self.title, self.team, self.organisation)
        self.words = searchable(
            *(self.title, self.team, self.class_name, self.semester.label),
            *(self.organisation, self.industry, self.abstract, self.students),
        )

    def names(self) -> list[str]:
        return [name for line in self.students.splitlines() if (name := line.strip())]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        response: HttpResponse = import_string("catalogue.previews.of_project")(request, self)
        return response


class Event(PreviewableMixin, Moderated):
    """One day of presentations, in parallel tracks. Times are in the site's time zone."""

    title = models.CharField(max_length=120)
    date = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    place = models.CharField(max_length=200, blank=True, help_text="A postal address helps.")
    text = models.TextField("description", blank=True, validators=[MaxLengthValidator(2_000)])
    tracks: Any = BlocksField([("track", TrackBlock())], blank=True, max_num=30)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    updated = models.DateTimeField(auto_now=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("title", required_on_save=True),
                FieldRowPanel([FieldPanel("date"), FieldPanel("starts"), FieldPanel("ends")]),
                FieldPanel("place"),
                FieldPanel("text"),
            ],
            heading="The day",
        ),
        FieldPanel("tracks"),
        SchedulePanel(),
    ]

    class Meta(Moderated.Meta):
        ordering = ["-date", "pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.date})"

    def clean(self) -> None:
        if not (is_possible(self.date) and self.starts and self.ends):
            return
        if self.ends <= self.starts:
            raise ValidationError({"ends": "The event ends before it starts."})
        if found := faults(self):
            raise ValidationError({"tracks": found})

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        response: HttpResponse = import_string("catalogue.previews.of_event")(request, self)
        return response
