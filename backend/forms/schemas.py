"""Requests and responses of the forms' API."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, WithJsonSchema

from content.response import Response

# Which of these fits depends on the field; what does not fit is reported as an error of the field.
Value = Annotated[
    Any,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "boolean"},
                {"type": "array", "items": {"type": "string"}},
            ]
        }
    ),
]


class NewSubmission(Schema):
    model_config = ConfigDict(extra="forbid")

    key: UUID = Field(description="Made by the sender, new for other values: counts them once.")
    token: str = Field(description="As the form's token/ gave it.", max_length=200)
    values: dict[str, Value] = Field(description="By the name of the field.", max_length=100)
    website: str = Field("", description="Left empty by people.", max_length=1000)


class FormToken(Response):
    token: str
    wait: int = Field(description="Seconds to pass before a submission with it is taken.")


class Received(Response):
    key: UUID
