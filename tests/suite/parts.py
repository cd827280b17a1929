"""The parts of the test suite, in the order in which `make test` runs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = (
    *("core", "web", "operations", "files", "mail", "content", "catalogue", "forms", "news"),
    *(
        "reviewing",
        "sharing",
        "sheets",
        "staff",
        "api",
        "provisioner",
        "services",
        "contracts",
        "suite",
    ),
    "rehearsal",
    "server",
    "audit",
    "compare",
)
AWS = (
    *(
        "delivery",
        "function",
        "proof",
        "runtimes",
        "infrastructure",
        "edge",
        "second_aws",
        "container",
        "bench",
        "soak",
    ),
)
ON_SQLITE = (
    *("core", "web", "operations", "mail", "content", "forms", "api"),
    "catalogue/test_import_files.py",
)
SERVERS = "database-and-browser"  # of `services`, all but the emulator of AWS
NODE = "frontend/node_modules/.package-lock.json"
COMPARE = "tests/compare/node_modules/.package-lock.json"
SEED, WORKERS, REPORT = "{seed}", "{workers}", "{report}"


@dataclass(frozen=True)
class Part:
    """A part of the suite. Words of `commands` may contain {seed}, {workers} and {report}."""

    name: str
    about: str
    needs: tuple[str, ...]  # targets of make
    commands: tuple[tuple[str, ...], ...]
    areas: tuple[str, ...] = ()  # the folders of tests/ whose tests on PostgreSQL it has
    environment: Mapping[str, str] = field(default_factory=dict)


def pytest(paths: Sequence[str], *options: str, dist: str = "worksteal") -> tuple[str, ...]:
    return (
        *(".venv/bin/python", "-m", "pytest", "--numprocesses", WORKERS, "--dist", dist),
        *(f"--randomly-seed={SEED}", f"--junitxml={REPORT}", *options),
        *(f"tests/{path}" for path in paths),
    )


PARTS = (
    Part(
        "frontend",
        "the site's unit tests, and the size of what is built",
        ("frontend/dist/index.html",),
        (
            (
                *("npm", "--prefix", "frontend", "--no-update-notifier", "test", "--"),
                *(f"--sequence.seed={SEED}", "--reporter=default"),
                *("--reporter=junit", f"--outputFile.junit={REPORT}"),
            ),
            ("npm", "--prefix", "frontend", "--no-update-notifier", "run", "size"),
        ),
    ),
    Part(
        "site",
        "the backend on PostgreSQL",
        (SERVERS, NODE, COMPARE, "build/audit/.installed"),
        (pytest(SITE),),
        SITE,
    ),
    Part(
        "aws",
        "the Lambda function, both runtimes, the image, delivery",
        ("services",),
        (pytest(AWS),),
        AWS,
    ),
    Part(
        "previews",
        "previews of pull requests; the tests of a file share an account",
        (SERVERS,),
        (pytest(("previews", "faults"), dist="loadfile"),),
        ("previews", "faults"),
    ),
    Part(
        "sqlite",
        "the parts that behave differently on SQLite",
        (SERVERS,),
        (pytest(ON_SQLITE, "-m", "not processes"),),
        environment={"DB_ENGINE": "django.db.backends.sqlite3"},
    ),
    Part(
        "browser",
        "journeys in a real browser",
        (SERVERS, "frontend/dist/index.html"),
        (pytest(("browser",)),),
        ("browser",),
    ),
)
QUICK = Part(
    "quick",
    "what starts no process, on SQLite",
    (".venv/dev",),
    (pytest((), "--ignore=tests/browser", "--ignore=tests/previews", "-m", "quick"),),
    environment={"DB_ENGINE": "django.db.backends.sqlite3"},
)


def areas() -> list[str]:
    """The folders of tests/ that hold tests, or folders of tests."""
    tests = ROOT / "tests"
    return sorted({path.relative_to(tests).parts[0] for path in tests.glob("*/**/test_*.py")})


def select(names: Sequence[str]) -> list[Part]:
    """The parts or areas with these names; all parts without a name.

    Raises ValueError that lists what there is.
    """
    return [part for name in names for part in _named(name)] if names else list(PARTS)


def _named(name: str) -> list[Part]:
    parts = [part for part in (*PARTS, QUICK) if part.name == name]
    if name == "backend":
        return [part for part in PARTS if part.name not in ("frontend", "browser")]
    if not parts and name in areas():
        needs = next(part.needs for part in PARTS if name in part.areas)
        return [Part(name, f"tests/{name}", needs, (pytest((name,)),), (name,))]
    if not parts:
        known = ", ".join([*(part.name for part in (*PARTS, QUICK)), "backend", *areas()])
        raise ValueError(f"There is no part or area of the tests named {name}. There are: {known}.")
    return parts
