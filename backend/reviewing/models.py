"""Links that sign a reviewer in, once."""

from django.db import models


class SignInLink(models.Model):
    """``digest`` is SHA-256 of the link's token, in hex. Nothing here can be used to sign in."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Link to sign in, until {self.expires_at:%Y-%m-%d %H:%M} UTC"
