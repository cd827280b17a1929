"""The record of permissions that were given, so that none is given twice."""

from django.db import models


class ReadyGrant(models.Model):
    """One permission that a ready-made group was given. Staff may have taken it back."""

    group = models.CharField(max_length=150)
    permission = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "permission"], name="ready_grant_given_once")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"
