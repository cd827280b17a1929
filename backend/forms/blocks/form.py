"""A form: its fields, its button, and the text that is shown after it was sent."""

from typing import Literal

from ninja import Field

from content.body.page_block import PageBlock
from content.response import Response


class FormField(Response):
    """One field of a form."""

    name: str
    type: Literal[
        "singleline",
        "multiline",
        "email",
        "number",
        "url",
        "checkbox",
        "checkboxes",
        "dropdown",
        "multiselect",
        "radio",
        "date",
        "datetime",
    ]
    label: str
    help: str = Field(description="Plain text.")
    required: bool
    choices: list[str] = Field(description="Empty where nothing is chosen from.")
    initial: list[str] = Field(description="What is filled in from the start.")


class Form(Response):
    form: int = Field(description="Of the address that takes its submissions.")
    fields: list[FormField]
    button: str
    thanks: str = Field(description="Plain text that may hold line breaks.")


BLOCK = PageBlock("form", Form)
