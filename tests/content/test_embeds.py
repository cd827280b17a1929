"""Which addresses are videos, and what an iframe needs to show them."""

import pytest

from content.embeds import Video, video

YOUTUBE = Video(
    "YouTube",
    "https://www.youtube.com/watch?v=a_Cde-ghijk",
    "https://www.youtube-nocookie.com/embed/a_Cde-ghijk",
)
VIMEO = Video("Vimeo", "https://vimeo.com/123456", "https://player.vimeo.com/video/123456?dnt=1")
UNLISTED = Video(
    "Vimeo",
    "https://vimeo.com/123456/0a1b2c",
    "https://player.vimeo.com/video/123456?dnt=1&h=0a1b2c",
)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.youtube.com/watch?v=a_Cde-ghijk", YOUTUBE),
        ("http://youtube.com/watch?t=10&v=a_Cde-ghijk&list=x", YOUTUBE),
        ("https://m.youtube.com/watch?v=a_Cde-ghijk", YOUTUBE),
        (" https://youtu.be/a_Cde-ghijk?t=10 ", YOUTUBE),
        ("https://www.youtube.com/embed/a_Cde-ghijk", YOUTUBE),
        ("https://www.youtube.com/shorts/a_Cde-ghijk", YOUTUBE),
        ("https://www.youtube.com/live/a_Cde-ghijk?feature=share", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/a_Cde-ghijk", YOUTUBE),
        ("https://vimeo.com/123456", VIMEO),
        ("https://player.vimeo.com/video/123456", VIMEO),
        ("https://vimeo.com/channels/staffpicks/123456", VIMEO),
        ("https://vimeo.com/123456/0a1b2c", UNLISTED),
        ("https://player.vimeo.com/video/123456?h=0a1b2c", UNLISTED),
    ],
)
def test_understands(address: str, expected: Video) -> None:
    assert video(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a_Cde-ghijk",
        "https://[",
        "https://example.org/watch?v=a_Cde-ghijk",
        "https://youtube.com.example.org/watch?v=a_Cde-ghijk",
        "javascript://youtube.com/watch?v=a_Cde-ghijk",
        "https://www.youtube.com/watch?v=tooshort",
        "https://www.youtube.com/watch?v=a_Cde-ghij%22",
        "https://www.youtube.com/@somebody",
        "https://vimeo.com/somebody",
        "https://vimeo.com/123456/0a1b/2c",
    ],
)
def test_refuses(address: str) -> None:
    assert video(address) is None


def test_drops_what_is_no_secret_of_vimeo() -> None:
    assert video('https://player.vimeo.com/video/123456?h="><script>') == VIMEO
