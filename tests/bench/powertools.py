"""The access line and the metrics of operations.logs, by Powertools' own logger and metrics."""

import time
from collections.abc import Callable

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from django.http import HttpRequest, HttpResponse

from core.environment import stage
from operations.logs import NAMESPACE, SERVICE

logger = Logger(service=SERVICE, stage=stage())
metrics = Metrics(namespace=NAMESPACE, service=SERVICE)
metrics.set_default_dimensions(stage=stage())


class PowertoolsMiddleware:
    """One line and one EMF record for each request, with the fields that operations.logs writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        milliseconds = round((time.perf_counter() - started) * 1000, 2)
        match = request.resolver_match
        route = match.route if match else ""
        logger.info(
            f"{request.method} {route or '-'} {response.status_code}",
            extra={
                "request_id": request.META["lambda.context"].aws_request_id,
                "cold_start": False,
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "duration_ms": milliseconds,
            },
        )
        metrics.add_metric("duration_ms", MetricUnit.Milliseconds, milliseconds)
        metrics.add_metric("server_errors", MetricUnit.Count, int(response.status_code >= 500))
        metrics.flush_metrics()
        return response
