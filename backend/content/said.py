"""What every schema of the API's answers is made from."""

from ninja import Schema
from pydantic import ConfigDict


class Said(Schema):
    """What the API sends. A field with a default is sent too, and the OpenAPI document says so."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
