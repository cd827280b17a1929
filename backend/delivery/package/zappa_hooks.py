"""What Zappa calls while it works. It runs in Zappa's own process."""

from typing import Any


def keep_function_url(cli: Any) -> None:
    """Keep `zappa update` from changing the function's URL.

    Where function_url_enabled is off, it deletes every URL that it finds; where it is on, it lets
    every account invoke the function directly. Neither will do.
    """
    cli.zappa.delete_lambda_function_url = lambda function: None
