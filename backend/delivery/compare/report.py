"""The shape of ``build/compare/report.json``. Whatever is not listed here is refused.

A pull request's code writes the file, so every text and every list has a limit.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

MOST_PAGES: Final = 60
MOST_ROWS: Final = 100
MOST_LINES: Final = 60
LONGEST: Final = 300
LONGEST_SQL: Final = 8_000

Text = Annotated[str, StringConstraints(max_length=LONGEST)]
Sql = Annotated[str, StringConstraints(max_length=LONGEST_SQL)]
# pydantic matches these patterns with Rust's engine, where $ is the end of the text, not of a line.
Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
Picture = Annotated[str, StringConstraints(pattern=r"^pictures/[a-z0-9-]{1,80}\.png$")]
Count = Annotated[int, Field(ge=0, le=10**12)]
Seconds = Annotated[FiniteFloat, Field(ge=0, le=86_400)]
Share = Annotated[FiniteFloat, Field(ge=0, le=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Difference(Strict):
    """Something that is new, gone or changed. ``what`` is its name."""

    kind: Literal["new", "gone", "changed"]
    what: Text
    before: Text = ""
    after: Text = ""


Differences = Annotated[list[Difference], Field(max_length=MOST_ROWS)]


class Shot(Strict):
    """One page at one width. ``share`` is the part of its pixels that changed."""

    width: Literal["phone", "desktop"]
    share: Share
    before: Picture | None
    after: Picture | None
    difference: Picture | None


class Page(Strict):
    """A page whose pictures or markup differ."""

    name: Text
    path: Text
    shots: Annotated[list[Shot], Field(max_length=2)]
    markup: Annotated[list[Text], Field(max_length=MOST_LINES)]


class Response(Strict):
    """A response of the API: where its JSON differs."""

    address: Text
    paths: Differences


class Api(Strict):
    breaking: Differences
    other: Differences
    responses: Annotated[list[Response], Field(max_length=MOST_ROWS)]


class Measured(Strict):
    """A migration of some rows. ``seconds`` is None if it failed; then ``fault`` says why."""

    rows: Count
    seconds: Seconds | None
    fault: Text = ""


class Migration(Strict):
    name: Text
    sql: Sql
    locks: Annotated[list[Text], Field(max_length=MOST_ROWS)]
    rewrites: Annotated[list[Text], Field(max_length=MOST_ROWS)]
    is_reversible: bool
    sample: Measured
    hundredfold: Measured | None


class Database(Strict):
    """``faults`` are the reasons why the base's code does not run on the new schema."""

    schema_changes: Differences
    migrations: Annotated[list[Migration], Field(max_length=MOST_ROWS)]
    faults: Annotated[list[Text], Field(max_length=MOST_ROWS)]


class Amount(Strict):
    """A number that changed."""

    what: Text
    before: Count
    after: Count


Amounts = Annotated[list[Amount], Field(max_length=MOST_ROWS)]


class Cost(Strict):
    """Bytes of the site's files after gzip, of package and image unpacked, queries, dependencies.

    A branch that is older than a field may leave it out.
    """

    site_bytes: Amounts
    total_site_bytes: Amount | None
    unpacked_bytes: Amounts = []
    cold_queries: Amounts
    warm_queries: Amounts
    modules: Amount | None
    module_names: Differences
    dependencies: Differences


class Finding(Strict):
    """What axe found more often, or less often, on a page than before."""

    kind: Literal["new", "gone"]
    rule: Text
    impact: Literal["minor", "moderate", "serious", "critical", "unknown"]
    page: Text
    where: Text


class Accessibility(Strict):
    findings: Annotated[list[Finding], Field(max_length=MOST_ROWS)]
    head: Differences
    broken_links: Differences


class Delivery(Strict):
    variables: Differences
    actions: Differences
    workflow_permissions: Differences
    resources: Differences


class Report(Strict):
    """``left_out`` is the number of entries that did not fit into the lists."""

    version: Literal[1]
    base: Commit
    change: Commit
    is_committed: bool
    compared: Count
    pages: Annotated[list[Page], Field(max_length=MOST_PAGES)]
    api: Api
    database: Database
    cost: Cost
    accessibility: Accessibility
    delivery: Delivery
    left_out: Count
    seconds: Annotated[dict[Text, Seconds], Field(max_length=30)]

    @property
    def differs(self) -> bool:
        parts = (self.api, self.database, self.cost, self.accessibility, self.delivery)
        return bool(self.pages) or any(value for part in parts for _, value in part)
