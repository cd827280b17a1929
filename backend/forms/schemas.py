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

    key: UUID = Field(description="A new one for each set of values; repeated, it counts once.")
    token: str = Field(description="As the form's token/ gave it.", max_length=200)
    values: dict[str, Value] = Field(description="By the name of the field.", max_length=100)
    website: str = Field("", description="Left empty by people.", max_length=1000)


class FormToken(Response):
    token: str
    wait: int = Field(description="Seconds until a submission with this token is accepted.")


class Received(Response):
    key: UUID
