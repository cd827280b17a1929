"""Shared drafts. The token is in the body of the request, because addresses are logged."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError

from sharing import drafts
from sharing.drafts import Draft
from web.admission import admits
from web.problems import Problem

router = Router()


class DraftToken(Schema):
    token: Annotated[str, Field(min_length=1, max_length=200)]


def never_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Neither a cache nor a search engine may keep the response, whatever it is."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return serve


@router.post(
    "",
    operation_id="draft",
    response={200: Draft, 400: Problem, 404: Problem, 410: Problem, 413: Problem},
    summary="The draft that a link shows",
)
@decorate_view(admits, never_kept)
def draft(request: HttpRequest, wanted: DraftToken) -> Draft:
    try:
        return drafts.draft(wanted.token)
    except drafts.NotALink as fault:
        raise HttpError(404, str(fault)) from None
    except drafts.NoLongerWorks as fault:
        raise HttpError(410, str(fault)) from None
