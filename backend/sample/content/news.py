"""The list of news, and the news items."""

from typing import Any

from sample.content import Document


def news(slug: str, date: str, title: str, summary: str, picture: str, text: str) -> Document:
    fields: dict[str, Any] = {"date": date, "summary": summary, "picture_id": picture}
    return {
        "path": f"/news/{slug}/",
        "model": "news.NewsPage",
        "title": title,
        "description": summary,
        "fields": fields,
        "body": [("rich_text", text)],
    }


PAGES: list[Document] = [
    {
        "path": "/news/",
        "model": "news.NewsIndexPage",
        "title": "News",
        "description": "What the teams, the partners and the program have been up to lately.",
        "body": [],
    },
    news(
        "orchard-robot-finds-its-way",
        "2026-11-09",
        "The orchard robot finds its own way home",
        "After eleven weeks and one flat tire, team Almond Joyride's robot drove a full row alone.",
        "orchard",
        "<p>Nobody touched the controller for forty minutes. The robot counted trees, turned at "
        "the end of the row and came back with a map of every sprinkler that leaks.</p><p>The team "
        'shows it at the <a href="/event/">event</a> in December, tire pressure permitting.</p>',
    ),
    news(
        "judges-wanted",
        "2026-10-20",
        "Forty judges found, twelve still wanted",
        "Engineers, growers and retired teachers: if you can ask a kind and difficult question, "
        "we have a chair for you.",
        "posters",
        "<p>A judge sees four teams in two hours and writes one page about each. Lunch is given, "
        'and so is a lanyard. The page for <a href="/event/judges/">judges</a> says the rest.</p>',
    ),
    news(
        "water-district-signs-on",
        "2026-09-14",
        "Tule Bend Water District sponsors a track",
        "The district that gave us our hardest problem last spring comes back with three more.",
        "water",
        "<p>Canal gates, groundwater and a very old pump: the water and environment track has a "
        'sponsor, and five teams already fight over the pump. See all <a href="/sponsors/">'
        "sponsors</a>.</p>",
    ),
    news(
        "spring-grand-prize",
        "2026-05-16",
        "A prosthetic hand takes the grand prize",
        "Meadowlark's teams built a hand for under ninety dollars that can hold an egg.",
        "robot-arm",
        "<p>The egg survived all four demonstrations. The hand's drawings are free for anybody to "
        'print; the team went on to found a company. More of <a href="/event/past-events/">past '
        "events</a>.</p>",
    ),
]
