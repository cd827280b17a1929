"""The base of every schema that the API sends."""

from ninja import Schema
from pydantic import ConfigDict


class Response(Schema):
    """What the API sends. A field with a default is sent too, and the OpenAPI document says so."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
