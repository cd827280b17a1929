"""Links for reviewers: allowed by an operator, who knows the token, and used once."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from reviewing.models import SignInLink

USERNAME: Final = "reviewer"
GROUP: Final = "Publishers"
KEPT: Final = timedelta(days=1)  # after it has expired


def allow(digest: str, lasts: timedelta) -> datetime:
    """Until when a token of that digest signs in. What expired long ago is forgotten."""
    now = timezone.now()
    SignInLink.objects.filter(expires_at__lt=now - KEPT).delete()
    SignInLink.objects.create(digest=digest, expires_at=now + lasts)
    return now + lasts


def use(token: str) -> bool:
    """Whether the token may sign in now. Of two that come at once, one does."""
    now = timezone.now()
    digest = sha256(token.encode()).hexdigest()
    links = SignInLink.objects.filter(digest=digest, used_at=None, expires_at__gt=now)
    return links.update(used_at=now) == 1


def reviewer() -> Any:
    """The account of reviewers: a publisher's rights, no password, and none of a superuser."""
    user, _ = get_user_model().objects.get_or_create(username=USERNAME)
    user.is_active, user.is_staff, user.is_superuser = True, False, False
    user.set_unusable_password()
    user.save()
    user.user_permissions.clear()
    user.groups.set([Group.objects.get_or_create(name=GROUP)[0]])
    return user
