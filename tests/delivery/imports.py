"""Which modules the code below a folder imports, read from its syntax."""

import ast
from collections.abc import Iterator
from pathlib import Path


def module_of(path: Path, root: Path) -> str:
    words = path.relative_to(root).with_suffix("").parts
    return ".".join(words[:-1] if words[-1] == "__init__" else words)


def imported(folder: Path, root: Path | None = None) -> Iterator[tuple[str, str]]:
    """Pairs of a module and a name it imports; a name from a module counts as one below it.

    Modules are named from ``root``, which is ``folder`` itself unless told.
    """
    for path in sorted(folder.rglob("*.py")):
        module = module_of(path, root or folder)
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        for node in statements(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                yield from ((module, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                start = absolute(node, package)
                yield module, start
                yield from ((module, f"{start}.{alias.name}") for alias in node.names)


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement below, however deep. An expression, which most of a tree is, has none."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            below = getattr(node, name, None)
            waiting += below if isinstance(below, list) else []


def absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parents = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parents, *([node.module] if node.module else [])])


def modules(root: Path) -> set[str]:
    return {module_of(path, root) for path in root.rglob("*.py")}
