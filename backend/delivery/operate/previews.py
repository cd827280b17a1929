"""The parts of a preview."""

from delivery.aws import lambda_functions
from delivery.aws.lambda_functions import FunctionState
from delivery.aws.session import GIVE
from delivery.operate import inside, visitors
from delivery.operate.health import Health, Part, attention, look, unknown
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.stages import Preview


def found(stage: Preview) -> FunctionState:
    """Raises DeliveryError where there is no such preview."""
    if state := lambda_functions.state(stage.function):
        return state
    raise DeliveryError(
        f"There is no preview {stage.name}.",
        f"`{PROGRAM} preview deploy {stage.number}` makes it.",
    )


def parts(stage: Preview) -> list[Part]:
    """Raises DeliveryError where there is no such preview."""
    function = found(stage)
    commit = function.tags.get("itg:commit", "")
    site = function.tags.get("itg:site", "")
    return [
        serves(function),
        look("backend", lambda: visitors.backend(lambda_functions.url(stage.function), commit)),
        look("site", lambda: visitors.site(site)),
        *known_inside(stage),
    ]


def known_inside(stage: Preview) -> list[Part]:
    """The rows. Who may not run commands there learns so, and the preview is as well as before."""
    try:
        return inside.parts(inside.of_preview(stage))
    except DeliveryError as error:
        if error.remedy == GIVE:
            words = "not read: this role runs no commands"
            return [Part("inside", Health.WELL, words, {"unknown": error.message})]
        return [unknown("inside", error.message)]


def serves(function: FunctionState) -> Part:
    commit, at = (function.tags.get(f"itg:{name}", "") for name in ("commit", "deployed-at"))
    ready = function.state in {"Active", "Inactive"} and function.last_update == "Successful"
    words = f"{commit[:12] or 'an unknown commit'}, deployed {at or 'at an unknown time'}"
    words += "" if ready else f"; {function.state}, its last update: {function.last_update}"
    facts = {"commit": commit, "deployed_at": at, "state": function.state}
    return Part("serves", attention(not ready), words, facts)
