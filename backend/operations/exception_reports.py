"""Reports exceptions to Sentry, where SENTRY_DSN is set: what failed and where, not for whom.

A report contains only fields from a list, so a field that a later version of Sentry's library adds
is not sent. The exception's message is not on the list, because a database quotes the values that
it refuses, and these may be a visitor's. The report's request id finds the message in the site's
own log. See docs/decisions/059-sentry.md.

Reported are log records with level ERROR and an exception, and exceptions that end a command. The
library sends reports from its own thread, and drops those that it cannot send.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from operations.logs import request_id, route_of

# https://develop.sentry.dev/sdk/foundations/transport/event-payloads/
EVENT: Final = frozenset(
    {"event_id", "timestamp", "platform", "level", "logger", "release", "environment"}
)
EXCEPTION: Final = frozenset({"type", "module"})
MECHANISM: Final = frozenset({"type", "handled", "exception_id", "parent_id"})
FRAME: Final = frozenset(
    {
        *("filename", "module", "function", "lineno", "in_app"),
        *("pre_context", "context_line", "post_context"),  # lines of the code, not its values
    }
)


def start(dsn: str) -> None:
    """Start reporting, also in the processes that Gunicorn forks later."""
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.logging import EventHandler

    sentry_sdk.init(
        dsn,
        release=settings.APP_VERSION,
        environment=settings.STAGE,
        before_send=report,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[AtexitIntegration(lambda pending, timeout: None), ExcepthookIntegration()],
        auto_session_tracking=False,
        send_client_reports=False,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        debug=False,
        spotlight=False,
    )
    logging.getLogger().addHandler(EventHandler(logging.ERROR))


def report(event: Any, hint: Mapping[str, Any]) -> Any:
    """The fields of an event that are sent. None if it has no exception."""
    exceptions = event.get("exception", {}).get("values", [])
    if not exceptions:
        return None
    sent = allowed(event, EVENT)
    sent["exception"] = {"values": [exception(one) for one in exceptions]}
    request = getattr(hint.get("log_record"), "request", None)
    if request is not None and (route := route_of(request)):
        sent["transaction"] = route
    if known_as := request_id.get():
        sent["tags"] = {"request_id": known_as}
    return sent


def exception(value: Mapping[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        **allowed(value, EXCEPTION),
        "mechanism": allowed(value.get("mechanism") or {}, MECHANISM),
        "stacktrace": {"frames": [allowed(frame, FRAME) for frame in frames]},
    }


def allowed(given: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in names}
