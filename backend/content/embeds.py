"""Turns addresses of videos into addresses for an iframe, without a request."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

YOUTUBE = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
YOUTUBE_PATH = re.compile(r"/(?:embed|live|shorts|v)/([^/]+)/?")
VIMEO_PATH = re.compile(r"/(?:video/|channels/[\w-]+/)?(\d+)(?:/(\w+))?/?", re.ASCII)


@dataclass(frozen=True)
class Video:
    """Where a video is watched (``url``) and where an iframe finds it (``src``)."""

    provider: str
    url: str
    src: str


def video(address: str) -> Video | None:
    """The video that a YouTube or Vimeo address shows, or None."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    query = parse_qs(parts.query)
    if host == "youtu.be":
        return _youtube(parts.path.strip("/"))
    if host in YOUTUBE:
        path = YOUTUBE_PATH.fullmatch(parts.path)
        return _youtube(path[1] if path else query.get("v", [""])[0])
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _vimeo(parts.path, query.get("h", [""])[0])
    return None


def _youtube(key: str) -> Video | None:
    if not YOUTUBE_ID.fullmatch(key):
        return None
    return Video(
        "YouTube",
        f"https://www.youtube.com/watch?v={key}",
        f"https://www.youtube-nocookie.com/embed/{key}",
    )


def _vimeo(path: str, secret: str) -> Video | None:
    match = VIMEO_PATH.fullmatch(path)
    if not match:
        return None
    key, secret = match[1], match[2] or secret  # an unlisted video is seen only with its secret
    if not secret.isalnum():
        secret = ""
    return Video(
        "Vimeo",
        f"https://vimeo.com/{key}" + (f"/{secret}" if secret else ""),
        f"https://player.vimeo.com/video/{key}?dnt=1" + (f"&h={secret}" if secret else ""),
    )
