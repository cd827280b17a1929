"""A text field that suggests what is stored already."""

from typing import Any

from django.apps import apps
from django.forms import TextInput

from catalogue import spelling


class SuggestingInput(TextInput):
    template_name = "catalogue/suggesting_input.html"

    def __init__(self, field: str, attrs: Any = None) -> None:
        self.field = field
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        projects: Any = apps.get_model("catalogue", "Project")
        context = super().get_context(name, value, attrs)
        suggestions = f"{context['widget']['attrs'].get('id', name)}-suggestions"
        context["widget"]["attrs"]["list"] = context["suggestions"] = suggestions
        known = spelling.spellings(projects.objects.all(), self.field)
        context["known"] = sorted(known.values(), key=str.casefold)
        return context
