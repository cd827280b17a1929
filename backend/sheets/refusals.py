"""What Google refuses, and what to do about it.

Google names the cause in the body, as a reason or as a status; the HTTP status tells less.
https://cloud.google.com/apis/design/errors#error_model
https://developers.google.com/identity/protocols/oauth2/service-account#error-codes
"""

from typing import Any, Final

from pydantic import BaseModel, ValidationError

from sheets.table import SourceError

LATER: Final = "This is tried again."
SIGN_IN: Final = "Google does not accept the service account's sign-in."
QUOTA: Final = (
    f"Google asks for fewer requests at a time ({{status}}). {LATER} "
    "If it happens often, refresh the sheets less often, or ask for more quota in Google Cloud."
)
SHARE: Final = "Google refuses (403): share the spreadsheet with {account}, as viewer."
NO_TAB: Final = "Google does not know this tab or range. Check the name of the tab."

# By the reason or the status that Google names, then by the HTTP status.
REMEDIES: Final[dict[str | int, str]] = {
    "SERVICE_DISABLED": "The Google Sheets API is not enabled in the service account's project. "
    "Enable it at https://console.cloud.google.com/apis/library/sheets.googleapis.com{project}, "
    "and wait a few minutes.",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "The scopes in GOOGLE_SHEETS_SCOPES do not allow to read "
    "spreadsheets. Add https://www.googleapis.com/auth/spreadsheets.readonly.",
    "FAILED_PRECONDITION": "This is not a Google Sheet but a file in Drive, such as an Excel "
    "workbook. Open it, choose File, Save as Google Sheets, share the new spreadsheet with "
    "{account}, and paste its address here.",
    "RESOURCE_EXHAUSTED": QUOTA,
    "GRID": "The range lies outside the tab, which has fewer rows or columns. Choose a smaller "
    "range, or leave it empty.",
    400: NO_TAB,
    401: f"{SIGN_IN} Its key may have been deleted.",
    403: SHARE,
    404: "Google has no spreadsheet with this id. Check the address.",
    429: QUOTA,
}
# Other names of the same causes, in older responses and in other words.
SAME: Final = {
    "accessNotConfigured": "SERVICE_DISABLED",
    "insufficientPermissions": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    "failedPrecondition": "FAILED_PRECONDITION",
    "RATE_LIMIT_EXCEEDED": "RESOURCE_EXHAUSTED",
    "RESOURCE_QUOTA_EXCEEDED": "RESOURCE_EXHAUSTED",
    "rateLimitExceeded": "RESOURCE_EXHAUSTED",
    "userRateLimitExceeded": "RESOURCE_EXHAUSTED",
    "quotaExceeded": "RESOURCE_EXHAUSTED",
    "dailyLimitExceeded": "RESOURCE_EXHAUSTED",
}
# What only the message tells.
MESSAGES: Final = {
    "exceeds grid limits": "GRID",
    "has not been used in project": "SERVICE_DISABLED",
    "not supported for this document": "FAILED_PRECONDITION",
}
SIGN_IN_REMEDIES: Final = {
    "invalid_scope": "GOOGLE_SHEETS_SCOPES names a scope that Google does not know. "
    "The usual one is https://www.googleapis.com/auth/spreadsheets.readonly.",
    "reasonable timeframe": "This machine's clock is wrong. Set it by network time.",
    "account not found": "The account does not exist: it may have been deleted. "
    "Make one in Google Cloud, and set GOOGLE_SHEETS_CREDENTIALS_JSON to its key.",
    "disabled": "The account is disabled. Enable it in Google Cloud, under Service Accounts.",
}


class Detail(BaseModel):
    reason: str = ""
    metadata: dict[str, Any] = {}


class Fault(BaseModel):
    status: str = ""
    message: str = ""
    details: list[Detail] = []
    errors: list[Detail] = []


class ErrorBody(BaseModel):
    error: Fault


def refusal(status: int, body: bytes, account: str) -> SourceError:
    """Why the Sheets API refuses, and the remedy; ``account`` is the reader's email address."""
    try:
        fault = ErrorBody.model_validate_json(body).error
    except ValidationError:
        fault = Fault()
    found = next((REMEDIES[name] for name in names(fault, status) if name in REMEDIES), None)
    if found is None:
        return SourceError(f"Google returned {status}. {LATER}")
    return SourceError(found.format(status=status, account=account, project=project(fault)))


def names(fault: Fault, status: int) -> list[str | int]:
    """The names of the cause, the most precise first."""
    reasons = [detail.reason for detail in (*fault.details, *fault.errors)]
    told = [name for words, name in MESSAGES.items() if words in fault.message]
    return [*(SAME.get(name, name) for name in (*reasons, *told, fault.status)), status]


def project(fault: Fault) -> str:
    """``?project=123``, where Google says which."""
    consumer = next((str(detail.metadata.get("consumer", "")) for detail in fault.details), "")
    number = consumer.removeprefix("projects/")
    return f"?project={number}" if number.isalnum() else ""


def sign_in_refusal(body: bytes) -> SourceError:
    """Why the sign-in is refused, and the remedy."""
    told = body[:2000].decode(errors="replace").lower()
    remedy = next((text for words, text in SIGN_IN_REMEDIES.items() if words in told), None)
    return SourceError(f"{SIGN_IN} {remedy}" if remedy else REMEDIES[401])
