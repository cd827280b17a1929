"""A sheet: where it is, how often it is read, and the last result. Its copy is another row."""

import re
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone

# Where Google's addresses have the id: /spreadsheets/d/ID, /spreadsheets/u/1/d/ID,
# /a/example.org/spreadsheets/d/ID, /file/d/ID, open?id=ID, ccc?key=ID.
IN_ADDRESS: Final = re.compile(
    r"/(?:spreadsheets|file)(?:/u/\d+)?/d/([\w-]+)|[?&](?:id|key)=([\w-]+)"
)
GID: Final = re.compile(r"[?&#]gid=(\d{1,10})\b")
SPREADSHEET: Final = re.compile(r"[\w-]{10,100}")
CELLS: Final = re.compile(r"[A-Za-z]{1,3}[0-9]{0,7}(:[A-Za-z]{1,3}[0-9]{0,7})?")
ALL_CELLS: Final = "A:AN"  # as many columns as a table may have

NO_SPREADSHEET: Final = (
    "This is not the address of a Google spreadsheet. Open the spreadsheet and paste the "
    "address that the browser shows, like https://docs.google.com/spreadsheets/d/…/edit, "
    "or its id."
)


class Sheet(models.Model):
    """To ``save`` one makes a new version of what visitors are told; to ``update`` one does not."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(max_length=90, help_text="The name of the table. Visitors see it too.")
    spreadsheet = models.CharField(
        max_length=300,
        help_text="The spreadsheet's address, copied from the browser, or its ID.",
    )
    tab = models.CharField(
        max_length=100,
        blank=True,
        help_text="The name of the tab. Leave empty to use the number of the tab.",
    )
    gid = models.PositiveBigIntegerField(
        "number of the tab",
        null=True,
        blank=True,
        validators=[MaxValueValidator(2**31 - 1)],
        help_text="Filled in from the address (gid=). Leave empty for the first tab.",
    )
    cells = models.CharField(
        "range",
        max_length=30,
        blank=True,
        validators=[RegexValidator(rf"^{CELLS.pattern}$", "A range looks like A1:H500 or A:H.")],
        help_text="For example A1:H500. The first row has the names of the columns. "
        "If empty: columns A to AN. "
        "Rows and columns that are hidden in the spreadsheet are left out.",
    )
    refresh_minutes = models.PositiveSmallIntegerField(
        "refresh every",
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
        help_text="Minutes, from 5 to 1440 (a day).",
    )

    digest = models.CharField(max_length=64, blank=True, editable=False)
    row_count = models.PositiveIntegerField(default=0, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    stale_after = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failure = models.TextField(blank=True, editable=False)
    due_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["title"]
        verbose_name = "Google Sheet"

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Keep the id and the tab's number of an address; a tab that is named needs no number."""
        address = self.spreadsheet.strip()
        if found := IN_ADDRESS.search(address):
            gid = GID.search(address)
            self.gid = int(gid[1]) if gid else None
        self.spreadsheet = found[1] or found[2] if found else address
        if self.tab:
            self.gid = None
        if self.spreadsheet and not SPREADSHEET.fullmatch(self.spreadsheet):
            raise ValidationError({"spreadsheet": NO_SPREADSHEET})

    @property
    def place(self) -> tuple[str, str, int | None, str]:
        """What a copy is a copy of."""
        return self.spreadsheet, self.tab, self.gid, self.cells

    @property
    def interval(self) -> timedelta:
        return timedelta(minutes=self.refresh_minutes)

    def is_marked(self, now: datetime) -> bool:
        """Whether visitors are told that these rows may be old."""
        return bool(self.failing_since or (self.stale_after and now > self.stale_after))


class Copy(models.Model):
    """The last good copy, as texts. Rows are as long as the columns are many.

    ``numbers`` are the rows' own in the spreadsheet, unknown of what was not read from one.
    """

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, primary_key=True)
    columns: Any = models.JSONField(default=list)
    rows: Any = models.JSONField(default=list)
    numbers: Any = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"Copy of {self.sheet_id}"
