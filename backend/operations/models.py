"""Rows that the bootstrap keeps in the database."""

from django.db import models


class MigrationMark(models.Model):
    """One row: the migrations after which ``migrate`` last completed."""

    leaves = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.leaves


class Maintenance(models.Model):
    """One row while visitors are kept out, or after that; see `operations.maintenance`."""

    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"Until {self.until}"
