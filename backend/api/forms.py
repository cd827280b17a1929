"""Forms: a token when a form is opened, and submissions."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status
from ninja.decorators import decorate_view

from forms import reception, tokens
from forms.schemas import FormToken, NewSubmission, Received
from web.admission import admits
from web.problems import Problem, problem
from web.throttle import AddressThrottle

router = Router()
FormNumber = Annotated[int, Path(description="As the page's form block says", ge=1, le=2**31 - 1)]


def json_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Takes only JSON, which the page of a site that CORS does not name cannot send."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.content_type != "application/json":
            return problem(415, "Send application/json.")
        return view(request, *args, **kwargs)

    return serve


@router.get(
    "{int:form}/token/",
    operation_id="form_token",
    response={200: FormToken, 400: Problem, 404: Problem},
    summary="Proof that a form was opened, to send with a submission",
)
@decorate_view(admits)
def token(request: HttpRequest, response: HttpResponse, form: FormNumber) -> FormToken:
    response.headers["Cache-Control"] = "no-store"
    return FormToken(token=tokens.issue(form), wait=tokens.WAIT_SECONDS)


@router.post(
    "{int:form}/",
    operation_id="submit",
    throttle=[AddressThrottle("forms", "30/m")],
    response={201: Received} | dict.fromkeys((400, 404, 409, 413, 415, 422, 429, 503), Problem),
    summary="Submit a form; the same key is counted once",
)
@decorate_view(admits, json_only)
def submit(request: HttpRequest, form: FormNumber, sent: NewSubmission) -> Any:
    try:
        reception.receive(form, sent)
    except reception.Refused as refusal:
        return problem(refusal.status, refusal.detail, refusal.errors)
    return Status(201, Received(key=sent.key))
