"""Rows that the bootstrap keeps in the database."""

from django.db import models


class MigrationMark(models.Model):
    """One row: the migrations after which ``migrate`` last completed."""

    leaves = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.leaves


class Maintenance(models.Model):
    """The end of the last maintenance, in at most one row; see `operations.maintenance`."""

    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"Until {self.until}"
