"""Documents that pages link to. The address is the backend's, which asks who may have them."""

from collections.abc import Iterable

from django.conf import settings
from wagtail.documents import get_document_model


def load(keys: Iterable[int]) -> dict[int, str]:
    """Addresses by primary key; no query for no keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    found = get_document_model().objects.filter(pk__in=wanted).only("file")
    return {document.pk: f"{settings.API_BASE_URL}{document.url}" for document in found}
