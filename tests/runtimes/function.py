"""A preview's function, reached by its URL as AWS passes requests on."""

from tests.runtimes.exchange import Request, Response
from tests.services.lambda_runtime import LambdaRuntime
from tests.standins import function_url


class Function:
    def __init__(self, runtime: LambdaRuntime) -> None:
        self.runtime = runtime

    def send(self, request: Request) -> Response:
        event = function_url.event_of(
            request.method,
            request.target,
            [("host", request.host), *with_length(request)],
            request.body,
            request.client,
        )
        return Response(*function_url.response_of(self.runtime.invoke(event)))


def with_length(request: Request) -> list[tuple[str, str]]:
    if request.chunked or not (request.body or request.method in {"POST", "PUT", "PATCH"}):
        return list(request.headers)
    return [*request.headers, ("content-length", str(len(request.body)))]
