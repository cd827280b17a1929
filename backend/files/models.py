"""Documents. The CDN cannot reach their files."""

from django.core.files.storage import Storage, storages
from django.db import models
from wagtail.documents.models import AbstractDocument, Document


def document_storage() -> Storage:
    return storages["documents"]


class PrivateDocument(AbstractDocument):
    """Every document is private where it is stored, for a collection may become private later.

    Visitors get it from Wagtail's view, which knows the collection's privacy.
    """

    file = models.FileField(upload_to="documents", storage=document_storage, verbose_name="file")

    admin_form_fields = Document.admin_form_fields

    def clean(self) -> None:
        """Wagtail's look at the extension, unless the file was refused already, with a reason."""
        if self.file:
            super().clean()
