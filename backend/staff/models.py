"""What this site gave its groups, so that it gives nothing twice."""

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
