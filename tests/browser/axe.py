"""What axe-core finds wrong with a page: https://github.com/dequelabs/axe-core"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RUN = "axe.run(document, {resultTypes: ['violations', 'incomplete']})"


def violations(page: Page) -> list[str]:
    """One line for each offending element: the rule, and where."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT.read_text())
    page.evaluate("Promise.allSettled(document.getAnimations().map(({ finished }) => finished))")
    found: dict[str, Any] = page.evaluate(RUN)
    assert len(found["passes"]) > 10, "axe looked at something"
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
