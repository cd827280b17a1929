"""HTML from anywhere comes out harmless; links to pages come out as site paths."""

import pytest

from content import rich_text

PATHS = {7: "/about/"}
DOCUMENTS = {7: "https://api.test/documents/7/map.pdf"}


@pytest.mark.parametrize(
    ("stored", "safe"),
    [
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<p onclick="alert(1)" style="color:red">Hi</p>', "<p>Hi</p>"),
        ("<p>Hi</p><style>p{}</style><iframe src='//x'></iframe>", "<p>Hi</p>"),
        ("<p>Hi<img src=x onerror=alert(1)></p>", "<p>Hi</p>"),
        ('<p><a href="javascript:alert(1)">Hi</a></p>', "<p>Hi</p>"),
        ('<p><a href="jav&#x09;ascript:alert(1)">Hi</a></p>', "<p>Hi</p>"),
        ('<p><a href="data:text/html,x">Hi</a></p>', "<p>Hi</p>"),
        ('<p><a href="//evil.example">Hi</a></p>', "<p>Hi</p>"),
        ("<p>Hi</p><!-- <script>alert(1)</script> -->", "<p>Hi</p>"),
        ("<p>Hi</p><![CDATA[x><img src=x onerror=alert(1)>]]>", "<p>Hi</p>"),
        ("<p>Hi</p><svg><style><img src=x onerror=alert(1)></style></svg>", "<p>Hi</p>"),
        ("<h1>Hi</h1><div><p>there</p></div>", "Hi<p>there</p>"),
        ("<p>1 &lt; 2 &amp; &lt;script&gt;</p>", "<p>1 &lt; 2 &amp; &lt;script&gt;</p>"),
        ('<p>Hi<embed embedtype="image" id="1" alt="x" format="left"/></p>', "<p>Hi</p>"),
    ],
)
def test_only_known_elements_come_out(stored: str, safe: str) -> None:
    assert rich_text.html(stored, PATHS, DOCUMENTS) == safe


@pytest.mark.parametrize(
    ("anchor", "safe"),
    [
        ('<a linktype="page" id="7">x</a>', '<a href="/about/">x</a>'),
        ('<a id="7" linktype="page">x</a>', '<a href="/about/">x</a>'),
        ('<a linktype="page" id="8">x</a>', "x"),
        ('<a linktype="page" id="x">x</a>', "x"),
        ('<a linktype="document" id="7">x</a>', f'<a href="{DOCUMENTS[7]}">x</a>'),
        ('<a linktype="document" id="8">x</a>', "x"),
        ('<a linktype="elsewhere" id="7">x</a>', "x"),
        (
            '<a href="https://x.org/?a=1&amp;b=2">x</a>',
            '<a href="https://x.org/?a=1&amp;b=2">x</a>',
        ),
        ('<a href="mailto:a@x.org">x</a>', '<a href="mailto:a@x.org">x</a>'),
        ('<a href="tel:+12095550100">x</a>', '<a href="tel:+12095550100">x</a>'),
        ('<a href="#faq">x</a>', '<a href="#faq">x</a>'),
        ('<a href="/about/" target="_top">x</a>', '<a href="/about/">x</a>'),
    ],
)
def test_links(anchor: str, safe: str) -> None:
    assert rich_text.html(anchor, PATHS, DOCUMENTS) == safe


def test_names_the_pages_and_documents_it_links_to() -> None:
    stored = (
        '<p><a linktype="page" id="7">a</a> <a id="9" linktype="page">b</a> <a href="/">c</a>'
        '<a linktype="document" id="3">d</a></p>'
    )
    assert rich_text.linked("page", stored) == [7, 9]
    assert rich_text.linked("document", stored) == [3]


def test_plain_text_keeps_words_of_neighbouring_elements_apart() -> None:
    assert rich_text.plain("<h2>One</h2><p>two &amp;<br/>three</p>") == "One two & three"


def test_plain_text_ends_at_a_word() -> None:
    assert rich_text.plain("<p>grapes and peaches</p>", length=12) == "grapes and …"
