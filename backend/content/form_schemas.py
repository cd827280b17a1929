"""What a form asks."""

from typing import Literal
from uuid import UUID

from ninja import Field

from content.said import Said


class Question(Said):
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


class Form(Said):
    form: int = Field(description="Of the address that takes its submissions.")
    questions: list[Question]
    button: str
    thanks: str = Field(description="Plain text that may hold line breaks.")


class FormBlock(Said):
    id: UUID
    type: Literal["form"] = "form"
    value: Form
