"""Hosts, origins and URLs, in the spelling that browsers send and Django compares.

Each parser returns the value of a variable or raises ValueError. The message says what the text
must be and, if known, the right spelling. Any other spelling (upper case, a default port or
quotes) would never match what browsers send.

https://docs.djangoproject.com/en/5.2/ref/settings/#allowed-hosts
https://url.spec.whatwg.org/#host-parsing
Imports only the standard library.
"""

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from core.parsers import words

QUOTES: Final = "\"'`\u201c\u201d\u2018\u2019"
LABEL: Final = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
NAME: Final = re.compile(rf"{LABEL}(\.{LABEL})*")
SERVER: Final = re.compile(r"[\w-]+(\.[\w-]+)*", re.ASCII | re.IGNORECASE)
SCHEME: Final = re.compile(r"([a-z][a-z0-9+-]*)://", re.IGNORECASE)
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
WILDCARD: Final = "*."

Spell = Callable[[str], str]


def hosts(raw: str) -> list[str]:
    """For ALLOWED_HOSTS. Django also accepts ``*`` for any host; this function refuses it."""
    return exact(
        words(raw),
        host_pattern,
        "host names such as api.example.org, or .example.org for example.org and its subdomains, "
        "separated by commas, in lower case, without https://, port, path, quotes or *",
    )


def host(raw: str) -> str:
    return exact_one(
        raw,
        browser_host,
        "a host such as api.example.org, in lower case, without https://, port, path, quotes or *",
    )


def origins(raw: str) -> list[str]:
    """For CORS, where every origin needs its full name."""
    return exact(
        [without_slash(word) for word in words(raw)],
        origin,
        "origins such as https://www.example.org, separated by commas, each with its full name in "
        "lower case, without wildcard, default port, path or quotes",
    )


def trusted_origins(raw: str) -> list[str]:
    """For CSRF. Django accepts ``https://*.example.org`` for a host and all its subdomains."""
    return exact(
        [without_slash(word) for word in words(raw)],
        origin_pattern,
        "origins such as https://www.example.org, or https://*.example.org for example.org and its "
        "subdomains, separated by commas, in lower case, without default port, path or quotes",
    )


def site_url(raw: str) -> str:
    """The address of a site at the root of its host. A slash at the end is removed."""
    return exact_one(
        without_slash(raw),
        origin,
        "an address such as https://www.example.org: with https:// or http://, in lower case, "
        "without path, default port, wildcard or quotes",
    )


def url(raw: str) -> str:
    """An address that may have a path. A slash at the end is removed."""
    return exact_one(
        without_slash(raw),
        url_with_path,
        "an address such as https://api.example.org/v1: with https:// or http://, its host in "
        "lower case, without default port, wildcard, quotes, ? or #",
    )


def api_url(raw: str) -> str:
    """An address as ``url`` returns it, or ``/api``, which is on the site's own host."""
    path = without_slash(raw)
    return path if path == "/api" else url(raw)


def domain(raw: str) -> str:
    """A host with or without a port, or a whole address. A slash at the end is removed."""
    text = without_slash(raw)
    spell = url_with_path if SCHEME.match(unquoted(text)) else host_and_port
    return exact_one(
        text,
        spell,
        "a domain such as d111111abcdef8.cloudfront.net, or its whole address, in lower case, "
        "without wildcard or quotes",
    )


def server(raw: str) -> str:
    """A host to connect to, with any name that DNS accepts."""
    return exact_one(
        raw, server_name, "a host name such as db.example.org, without scheme, port, path or quotes"
    )


def database_server(raw: str) -> str:
    """One or more hosts, separated by commas, or the folder of a socket: what libpq accepts."""
    if not raw.startswith("/"):
        for host in raw.split(","):
            server(host)
    return raw


def redis_url(raw: str) -> str:
    """Raises ValueError that does not repeat the URL, because it may contain a password."""
    if raw and not is_redis_url(raw):
        raise ValueError(
            "a URL that starts with redis://, rediss:// or unix://, such as rediss://HOST:6379/0, "
            "without quotes; special characters of a password are percent-encoded"
        )
    return raw


def is_redis_url(text: str) -> bool:
    if not text.startswith(("redis://", "rediss://", "unix://")) or " " in text:
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme == "unix":
        return parts.path.startswith("/")
    name, numbered = parts.hostname or "", re.fullmatch(r"/?[0-9]*", parts.path)
    return bool(name and server_name(name) == name and numbered and not parts.fragment)


def sentry_dsn(raw: str) -> str:
    """Raises ValueError that does not repeat the DSN, because its key allows to send reports.

    https://develop.sentry.dev/sdk/foundations/transport/authentication/
    """
    if raw in {"", "off"}:  # a secret that exists cannot become empty, so this word means "none"
        return ""
    if not is_sentry_dsn(raw):
        raise ValueError(
            "the DSN that Sentry shows, such as https://KEY@o1.ingest.us.sentry.io/2, without "
            "quotes, or off"
        )
    return raw


def is_sentry_dsn(text: str) -> bool:
    """http:// is allowed only for a Sentry on the same machine."""
    found = re.fullmatch(r"(https?)://\w+@([^/@?#]+)(/[\w-]+)*/[0-9]+", text, re.ASCII)
    return bool(
        found
        and origin(f"{found[1]}://{found[2]}") == f"{found[1]}://{found[2]}"
        and (found[1] == "https" or is_local(found[2]))
    )


def bucket(raw: str) -> str:
    if raw and not BUCKET.fullmatch(raw):
        raise ValueError("a bucket's name such as itg-static-assets, without s3://, path or quotes")
    return raw


def exact(found: list[str], spell: Spell, expected: str) -> list[str]:
    """Raises ValueError unless each word has the right spelling."""
    right = [spell(word) for word in found]
    if right == found:
        return found
    spelling = f"; the right spelling is {','.join(right)}" if all(right) else ""
    raise ValueError(expected + spelling)


def exact_one(found: str, spell: Spell, expected: str) -> str:
    return exact([found], spell, expected)[0] if found else ""


def without_slash(text: str) -> str:
    return re.sub(r"(?<=[^/:])/+$", "", text)


# Each of these functions returns the right spelling of a word, or an empty text if there is none.


def host_pattern(word: str) -> str:
    text = without_scheme(word)
    bare = text.removeprefix("*")
    if not bare.startswith("."):
        return browser_host(text)
    name = browser_host(bare[1:])
    return f".{name}" if NAME.fullmatch(name) else ""


def host_and_port(word: str) -> str:
    return origin(f"http://{unquoted(word)}").removeprefix("http://")


def origin(word: str) -> str:
    text = unquoted(word)
    scheme, separator, rest = text.partition("://")
    if not separator and (is_local(text) or "." in text):
        scheme, rest = "http" if is_local(text) else "https", text
    scheme, name = scheme.lower(), browser_host(rest)
    if scheme not in DEFAULT_PORTS or not name:
        return ""
    port = port_of(rest)
    if port is None:
        return ""
    return f"{scheme}://{name}" + (f":{port}" if port not in {0, DEFAULT_PORTS[scheme]} else "")


def origin_pattern(word: str) -> str:
    text = unquoted(word)
    scheme, separator, rest = text.partition("://")
    bare = (rest if separator else text).removeprefix("*")
    if not bare.startswith("."):
        return origin(word)
    found = origin(f"{scheme if separator else 'https'}://{bare[1:]}")
    return (
        found.replace("://", f"://{WILDCARD}", 1) if NAME.fullmatch(browser_host(bare[1:])) else ""
    )


def url_with_path(word: str) -> str:
    text = unquoted(word)
    if not SCHEME.match(text):
        return ""
    path = text.partition("://")[2].partition("/")[2]
    if set(path) & {" ", "?", "#", "*", *QUOTES} or not (base := origin(text)):
        return ""
    return f"{base}/{path}".rstrip("/")


def server_name(word: str) -> str:
    text = word.strip(QUOTES + " ").removesuffix(".")
    if is_ipv6(text):
        return text
    found = authority(without_scheme(text)).partition(":")[0]
    return found if SERVER.fullmatch(found) else ""


def browser_host(word: str) -> str:
    """The host in ``HOST:PORT/PATH``, as browsers send it."""
    found = authority(without_scheme(word))
    if found.startswith("[") or is_ipv6(found):
        return ipv6(found.strip("[").partition("]")[0])
    name = punycode(found.partition(":")[0].removesuffix(".").lower())
    if not NAME.fullmatch(name) or len(name) > 253:
        return ""
    if name.rpartition(".")[2].isdigit():
        return name if is_ip(name) else ""
    return name


def port_of(text: str) -> int | None:
    """The port. 0 if there is none, None if it is not a valid port."""
    found = authority(text)
    port = found.rpartition("]")[2] if "]" in found else found
    if is_ipv6(found) or not (digits := port.partition(":")[2]):
        return 0
    return (
        int(digits) if digits.isascii() and digits.isdigit() and 0 < int(digits) < 65536 else None
    )


def authority(text: str) -> str:
    """The address without path, query, fragment, user name and password."""
    return re.split(r"[/?#\\]", text, maxsplit=1)[0].rpartition("@")[2]


def without_scheme(text: str) -> str:
    return SCHEME.sub("", unquoted(text), count=1)


def unquoted(text: str) -> str:
    return text.strip(QUOTES + " ")


def is_local(text: str) -> bool:
    return browser_host(text) in {"localhost", "127.0.0.1", "[::1]"}


def punycode(name: str) -> str:
    """The name in ASCII. Empty if Python's older IDNA rules and browsers' newer ones disagree."""
    if name.isascii():
        return name
    try:
        found = name.encode("idna").decode()
        return found if found.encode().decode("idna") == name else ""
    except UnicodeError:
        return ""


def ipv6(text: str) -> str:
    return f"[{ip_address(text).compressed}]" if is_ipv6(text) else ""


def is_ipv6(text: str) -> bool:
    return ":" in text and "%" not in text and is_ip(text)


def is_ip(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False
