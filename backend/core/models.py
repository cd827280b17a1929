"""What the running of the site itself remembers in the database."""

from django.db import models


class MigrationMark(models.Model):
    """One row: the migrations after which ``migrate`` last ran to its very end."""

    leaves = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.leaves


class KeptMail(models.Model):
    """A message that a preview would have sent; ``text`` is all of it, headers included."""

    subject = models.CharField(max_length=255)
    sender = models.CharField(max_length=255)
    recipients = models.TextField()
    text = models.TextField()
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-kept_at"]
        verbose_name_plural = "kept mail"

    def __str__(self) -> str:
        return self.subject
