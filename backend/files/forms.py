"""The admin's upload forms, with reasons for what they refuse. Nothing refused is ever stored."""

from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.db import transaction
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from files import contents, in_use
from files.pictures import LONGEST_SIDE, CannotRender, attempt, make

PUBLIC: Final = (
    "Visitors see this {kind} on published pages, so only a Publisher can change this. "
    "Upload yours as a new {kind}, and choose it in your draft."
)


class PictureField(WagtailImageField):
    """Wagtail's checks, and ours: every rendition is made of a picture before it is stored.

    Wagtail decodes a picture before it counts its pixels, and fails on one that is damaged.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.help_text: Any = (
            f"{self.help_text} At most {self.max_image_pixels / 1_000_000:g} million pixels, "
            f"and {LONGEST_SIDE:,} on a side. An animation is shown by its first frame."
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """What is not asked for is not opened."""
        return initial if self.disabled else super().clean(data, initial)

    def to_python(self, data: Any) -> Any:
        if not isinstance(data, UploadedFile) or not data.size:
            return super().to_python(data)
        self.check_image_file_size(data)
        picture = contents.without_texts(data)
        contents.check_size(picture, self.max_image_pixels, LONGEST_SIDE)
        try:
            file = super().to_python(picture)
            attempt(file)
        except ValidationError:
            raise
        except CannotRender as error:
            raise contents.unusable(error) from error
        except Exception as error:  # Willow's and Pillow's, of many kinds
            raise contents.unreadable(error) from error
        file.seek(0)
        return file


def keep_what_is_public(form: Any, user: Any, *names: str) -> None:
    """Take the fields from who may not publish it: what is sent for them changes nothing."""
    stored = form.instance
    if user is None or not stored.pk or in_use.may_change_what_is_public(user, stored):
        return
    for name in names:
        if field := form.fields.get(name):
            field.disabled = True
            field.help_text = PUBLIC.format(kind=stored._meta.verbose_name)


class ImageForm(BaseImageForm):
    original_file: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget
            )
        keep_what_is_public(self, kwargs.get("user"), "file")

    def save(self, commit: bool = True) -> Any:
        """A file that is replaced has its new renditions in the moment in which it loses the old.

        Wagtail would delete the old file and its renditions first. Published pages would lack the
        picture until the new renditions are made.
        """
        replaced, self.original_file = self.original_file, None
        with transaction.atomic():
            image = super().save(commit)
            if commit and "file" in self.changed_data:
                if replaced:
                    transaction.on_commit(partial(replaced.storage.delete, replaced.name))
                    image.renditions.all().delete()
                make([image.pk])
        return image


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            known = settings.WAGTAILDOCS_EXTENSIONS
            formats = ", ".join(known).upper()
            field.help_text = f"Supported formats: {formats}. {field.help_text}"
            field.widget.attrs["accept"] = ",".join(f".{extension}" for extension in known)
        keep_what_is_public(self, kwargs.get("user"), "file", "collection")

    def clean_file(self) -> Any:
        """The file, where it is a new one after a look into it."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            FileExtensionValidator(settings.WAGTAILDOCS_EXTENSIONS)(file)
            contents.check_document(file, str(file.name).rpartition(".")[2].lower())
        return file
