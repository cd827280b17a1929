"""Mail that a preview stores instead of sending it."""

from django.db import models


class KeptMail(models.Model):
    """A message that a preview would have sent; ``text`` is the whole message with its headers."""

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
