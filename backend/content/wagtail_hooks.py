"""What this site adds to every page of the admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")  # type: ignore[untyped-decorator]
def early_edits() -> SafeString:
    return format_html('<script src="{}"></script>', static("content/early-edits.js"))
