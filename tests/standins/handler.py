"""What the stand-ins' HTTP servers share."""

from http.server import BaseHTTPRequestHandler


class QuietHandler(BaseHTTPRequestHandler):
    """Sends whole bodies, and writes no log."""

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        try:
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:  # a browser that leaves a page does not wait for the rest
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Nothing."""
