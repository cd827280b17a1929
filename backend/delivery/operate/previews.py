"""The parts of a preview."""

from delivery.aws import lambda_functions
from delivery.aws.lambda_functions import FunctionState
from delivery.operate import inside, visitors
from delivery.operate.health import Part, attention, look
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview


def found(stage: Preview) -> FunctionState:
    """Raises DeliveryError where there is no such preview."""
    if state := lambda_functions.state(stage.function):
        return state
    raise DeliveryError(
        f"There is no preview {stage.name}.",
        f"`python -m delivery preview deploy {stage.number}` makes it.",
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
        *inside.known(lambda: inside.of_preview(stage)),
    ]


def serves(function: FunctionState) -> Part:
    commit, at = (function.tags.get(f"itg:{name}", "") for name in ("commit", "deployed-at"))
    ready = function.state in {"Active", "Inactive"} and function.last_update == "Successful"
    words = f"{commit[:12] or 'an unknown commit'}, deployed {at or 'at an unknown time'}"
    words += "" if ready else f"; {function.state}, its last update: {function.last_update}"
    facts = {"commit": commit, "deployed_at": at, "state": function.state}
    return Part("serves", attention(not ready), words, facts)
