"""The admin's upload forms, with reasons for what they refuse. Nothing refused is ever stored."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from files import contents


class PictureField(WagtailImageField):
    """Wagtail's checks, and two of ours.

    Wagtail decodes a picture before it counts its pixels, and fails on one that is damaged.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        pixels = f"{self.max_image_pixels / 1_000_000:g} million pixels"
        self.help_text: Any = f"{self.help_text} At most {pixels}."
        self.too_many = f"This picture is too large: at most {pixels}. Make it smaller first."

    def to_python(self, data: Any) -> Any:
        if not isinstance(data, UploadedFile) or not data.size:
            return super().to_python(data)
        self.check_image_file_size(data)
        if contents.stated_pixels(data) > self.max_image_pixels:
            raise ValidationError(self.too_many, code="file_too_many_pixels")
        try:
            file = super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:  # Willow's and Pillow's, of many kinds
            raise contents.damaged() from error
        contents.check_picture(file)
        return file


class ImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget
            )


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            known = settings.WAGTAILDOCS_EXTENSIONS
            formats = ", ".join(known).upper()
            field.help_text = f"Supported formats: {formats}. {field.help_text}"
            field.widget.attrs["accept"] = ",".join(f".{extension}" for extension in known)

    def clean_file(self) -> Any:
        """The file, where it is a new one after a look into it."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            FileExtensionValidator(settings.WAGTAILDOCS_EXTENSIONS)(file)
            contents.check_document(file, str(file.name).rpartition(".")[2].lower())
        return file
