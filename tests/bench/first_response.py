"""Handle one event with a package's handler and say what it took. Run with the package as sys.path.

`python first_response.py MODULE.FUNCTION`, event on stdin; the last line of stdout is JSON: CPU
seconds of this process until INIT was over, until it had responded, and the response's status.
"""

import importlib
import json
import sys
import time


class Context:
    aws_request_id = "8c1f4c0e-7a55-4a0e-9a5e-1f3b7d0c2e61"
    function_name = "innovate-to-grow-preview"
    memory_limit_in_mb = "1769"


module, _, function = sys.argv[1].rpartition(".")
event = json.load(sys.stdin)
handle = getattr(importlib.import_module(module), function)
ready = time.process_time()
response = handle(event, Context())
responded = time.process_time()
sys.stdout.write(
    "\n"
    + json.dumps({"ready": ready, "responded": responded, "status": response["statusCode"]})
    + "\n"
)
