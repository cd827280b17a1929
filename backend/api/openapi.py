"""The API object, with compact JSON and an OpenAPI document that matches the responses."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from web.problems import CONTENT_TYPE, title_of
from web.text import clean


class CompactRenderer(JSONRenderer):
    json_dumps_params = {"separators": (",", ":"), "ensure_ascii": False}

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """Clean text, whatever is stored: the SPA writes it into documents and their heads."""
        return super().render(request, clean(data, "\n"), response_status=response_status)


class SiteAPI(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Ninja's document, with the content type and the titles that ``web.problems`` gives."""
        document = super().get_openapi_schema(**options)
        for path in document["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    response["description"] = title_of(int(status))
                    if int(status) >= 400:
                        response["content"] = {
                            CONTENT_TYPE: response["content"]["application/json"]
                        }
        return document
