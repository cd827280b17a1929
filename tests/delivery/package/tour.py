"""Run inside the package: look at everything of the backend once, and say what failed.

Compiles every template, opens every address that has no variable part, and uploads a picture of
each kind that editors may use. Loads every native library. A failure is a line on stdout.
"""

import ctypes
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from function import bytecode

bytecode.install()

# isort: split
import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import URLPattern, URLResolver, get_resolver  # noqa: E402
from PIL import Image  # noqa: E402
from wagtail.images.utils import get_allowed_image_extensions  # noqa: E402
from wagtail.models import Collection  # noqa: E402

HOST = settings.ALLOWED_HOSTS[0]
NOT_VISITED = ("logout", "failwhale")  # the second is there to fail


def compile_templates() -> Iterator[str]:
    engine = engines["django"]
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        for path in sorted(path for path in folder.rglob("*") if path.suffix == ".html"):
            try:
                engine.get_template(str(path.relative_to(folder)))
            except Exception as error:
                yield f"template {path.relative_to(folder)}: {error!r}"


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address without a variable part."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern).lstrip("^").rstrip("$").removesuffix("\\Z")
        if "<" in address or "(" in address or any(word in address for word in NOT_VISITED):
            continue
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        elif isinstance(entry, URLPattern):
            yield address


def visit(client: Client) -> Iterator[str]:
    seen = 0
    for address in sorted(set(addresses(get_resolver()))):
        response = client.get(address, secure=True, headers={"host": HOST})
        seen += 1
        if response.status_code >= 500:
            yield f"GET {address}: {response.status_code} {vars(response).get('exc_info')}"
    if seen < 100:
        yield f"only {seen} addresses found"


def upload(client: Client) -> Iterator[str]:
    collection = Collection.get_first_root_node().pk
    for ending in get_allowed_image_extensions():
        kind = "JPEG" if ending == "jpg" else ending.upper()
        picture = BytesIO()
        Image.new("RGB", (8, 8), "teal").save(picture, kind)
        picture.seek(0)
        picture.name = f"teal.{ending}"
        response = client.post(
            "/admin/images/add/",
            {"title": kind, "file": picture, "collection": collection},
            secure=True,
            headers={"host": HOST},
        )
        if response.status_code != 302:
            yield f"upload of {kind}: {response.status_code} {vars(response).get('exc_info')}"


def load_libraries() -> Iterator[str]:
    """The loader also wants the libraries that each of them names."""
    for path in sorted(Path(django.__file__).parents[1].rglob("*.so*")):
        try:
            ctypes.CDLL(str(path))
        except OSError as error:
            yield f"library {path.name}: {error}"


def main() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model()._default_manager.filter(is_superuser=True).latest("pk"))
    for faults in (compile_templates(), visit(client), upload(client), load_libraries()):
        for fault in faults:
            print(fault)


if __name__ == "__main__":
    main()
