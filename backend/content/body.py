"""A page's stored body, turned into the blocks of the API without touching the database.

Wagtail would look up each rich text's links and each kind of block's images on their own; what is
stored says which they are, so ``references`` loads them together and this module reads them there.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from content import block_schemas as api
from content import rich_text
from content.embeds import video
from content.references import Raw, References, items


def blocks(stored: Sequence[Raw], references: References) -> list[api.Block]:
    """Blocks in order. A block of an unknown type, or with nothing left to show, is left out."""
    made = []
    for position, raw in enumerate(stored):
        kind = KINDS.get(raw["type"])
        if kind and (value := kind[1](raw["value"], references)) is not None:
            made.append(kind[0](id=_identity(raw, position), value=value))
    return made


def _identity(raw: Raw, position: int) -> UUID:
    """Wagtail gives each block an id as it saves; what came another way gets its place's."""
    try:
        return UUID(raw["id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return uuid5(NAMESPACE_OID, f"{position} {raw['type']}")


def hero(raw: Raw, references: References) -> api.Hero:
    return api.Hero(
        heading=raw.get("heading") or "",
        text=raw.get("text") or "",
        image=references.image(raw.get("image")),
        actions=references.links(raw.get("actions")),
    )


def text(raw: str, references: References) -> api.RichText | None:
    html = rich_text.html(raw or "", references.paths, references.documents)
    return api.RichText(html=html) if html.strip() else None


def picture(raw: Raw, references: References) -> api.Picture | None:
    image = references.image(raw.get("image"))
    if not image:
        return None
    return api.Picture(image=image, caption=raw.get("caption") or "", wide=bool(raw.get("wide")))


def cards(raw: Raw, references: References) -> api.Cards:
    return api.Cards(
        heading=raw.get("heading") or "",
        cards=[
            api.Card(
                title=card.get("title") or "",
                text=card.get("text") or "",
                image=references.image(card.get("image")),
                link=next(iter(references.links(card.get("link"))), None),
            )
            for card in items(raw.get("cards"))
        ],
    )


def call_to_action(raw: Raw, references: References) -> api.CallToAction:
    return api.CallToAction(
        heading=raw.get("heading") or "",
        text=raw.get("text") or "",
        actions=references.links(raw.get("actions")),
    )


def table(raw: Raw | None, references: References) -> api.Table | None:
    rows = [[str(cell or "") for cell in row] for row in (raw or {}).get("data") or []]
    if not raw or not rows:
        return None
    has_header = bool(raw.get("first_row_is_table_header"))
    return api.Table(
        caption=raw.get("table_caption") or "",
        columns=rows[0] if has_header else [],
        rows=rows[1:] if has_header else rows,
        row_headers=bool(raw.get("first_col_is_header")),
    )


def sheet(raw: Raw, references: References) -> api.Sheet | None:
    found = references.sheets.get(raw.get("sheet") or 0)
    return found.model_copy(update={"heading": raw.get("heading") or ""}) if found else None


def people(raw: Raw, references: References) -> api.People:
    return api.People(
        heading=raw.get("heading") or "",
        people=[
            api.Person(
                name=person.get("name") or "",
                role=person.get("role") or "",
                organisation=person.get("organisation") or "",
                image=references.image(person.get("image")),
                link=next(iter(references.links(person.get("link"))), None),
            )
            for person in items(raw.get("people"))
        ],
    )


def embed(raw: Raw, references: References) -> api.Embed | None:
    found = video(raw.get("url") or "")
    if not found:
        return None
    return api.Embed(
        title=raw.get("title") or "", provider=found.provider, url=found.url, src=found.src
    )


def catalogue(raw: Raw, references: References) -> api.Catalogue:
    return api.Catalogue(
        heading=raw.get("heading") or "",
        semester=(raw.get("semester") or "").lower().replace(" ", "-"),
    )


def schedule(raw: Raw, references: References) -> api.Schedule:
    return api.Schedule(heading=raw.get("heading") or "", event=raw.get("event"))


KINDS: dict[str, tuple[Callable[..., api.Block], Callable[[Any, References], Any]]] = {
    "hero": (api.HeroBlock, hero),
    "rich_text": (api.RichTextBlock, text),
    "image": (api.ImageBlock, picture),
    "cards": (api.CardsBlock, cards),
    "call_to_action": (api.CallToActionBlock, call_to_action),
    "table": (api.TableBlock, table),
    "sheet": (api.SheetBlock, sheet),
    "people": (api.PeopleBlock, people),
    "embed": (api.EmbedBlock, embed),
    "catalogue": (api.CatalogueBlock, catalogue),
    "schedule": (api.ScheduleBlock, schedule),
}


def excerpt(stored: Sequence[Raw]) -> str:
    """The first words of a body: of a hero, of rich text, of a call to action, of a card."""
    for raw in stored:
        value = raw["value"]
        found = value if isinstance(value, str) else (value or {}).get("text")
        if found and (words := rich_text.plain(found)):
            return words
    return ""
