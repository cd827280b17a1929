"""Permissions that were given, so that none is given twice, and requests for a new password."""

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


class ResetRequest(models.Model):
    """Somebody asked for a link to set a new password; see `staff.password_reset`.

    ``email`` is what was typed, until it was handled. The keys are hashes, to count by.
    """

    email = models.EmailField(blank=True)
    address_key = models.CharField(max_length=16)
    network = models.CharField(max_length=16)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"Password reset {self.pk}"

    @classmethod
    def waiting(cls) -> "models.QuerySet[ResetRequest]":
        return cls.objects.exclude(email="")
