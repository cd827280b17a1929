"""Where people find a stage: its site, its admin, and its pages in AWS's console."""

from collections.abc import Mapping
from urllib.parse import quote

from delivery.aws import lambda_functions
from delivery.operate import previews
from delivery.operate.production import Running
from delivery.tools import config
from delivery.tools.stages import PRODUCTION, Preview, Production


def of(stage: Production | Preview, environ: Mapping[str, str]) -> dict[str, str]:
    """By name; one that is not known is left out. Raises DeliveryError where there is no stage."""
    region = config.region(environ)
    if isinstance(stage, Preview):
        function = previews.found(stage)
        found = of_site(function.tags.get("itg:site", ""), lambda_functions.url(stage.function))
        found["function"] = console(region, "lambda", f"/functions/{stage.function}")
    else:
        variables = Running(environ).variables
        found = of_site(variables.get("FRONTEND_URL", ""), variables.get("API_BASE_URL", ""))
        where = f"clusters/{PRODUCTION.cluster}/services/{PRODUCTION.service}"
        found["service"] = f"https://{region}.console.aws.amazon.com/ecs/v2/{where}"
        found["alarms"] = console(region, "cloudwatch", "alarmsV2:")
    found["log"] = console(region, "cloudwatch", f"logsV2:log-groups/log-group/{twice(stage)}")
    return {name: address for name, address in found.items() if address}


def of_site(site: str, backend: str) -> dict[str, str]:
    backend = backend.rstrip("/")
    return {
        "site": site,
        "admin": f"{backend}/admin/" if backend else "",
        "health": f"{backend}/health/" if backend else "",
    }


def console(region: str, service: str, page: str) -> str:
    return f"https://{region}.console.aws.amazon.com/{service}/home?region={region}#{page}"


def twice(stage: Production | Preview) -> str:
    """The log's name, encoded as the console writes it in its own address."""
    return quote(quote(stage.log_group, safe=""), safe="").replace("%", "$")
