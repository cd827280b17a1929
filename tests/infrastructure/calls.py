"""Which calls of AWS a function of the delivery leads to, read from the source.

From function to function, by name; of a class those methods whose names are used on the way.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import botocore.session
from botocore import xform_name

from tests import commands

DELIVERY = commands.BACKEND / "delivery"
Place = tuple[str, str]  # a module, and a function, class or ``Class.method`` in it


def file_of(module: str) -> Path:
    """``aws.logs`` is delivery/aws/logs.py; a package its __init__.py."""
    path = DELIVERY / f"{module.replace('.', '/')}.py"
    return path if path.is_file() else path.with_suffix("") / "__init__.py"


@cache
def defined(module: str) -> dict[str, ast.AST]:
    found: dict[str, ast.AST] = {}
    for node in ast.parse(file_of(module).read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        if isinstance(node, ast.ClassDef):
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            found |= {f"{node.name}.{one.name}": one for one in methods}
        if isinstance(node, ast.Assign | ast.AnnAssign):  # a table may hold functions
            names = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name.id: node for name in names if isinstance(name, ast.Name)}
    return found


@cache
def imported(module: str) -> dict[str, Place]:
    """By the name that the module knows it by: another module, or something in one."""
    found = {}
    for node in ast.walk(ast.parse(file_of(module).read_text())):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("delivery."):
            base = str(node.module).removeprefix("delivery").lstrip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}".lstrip(".")
                is_module = file_of(inner).is_file()
                found[alias.asname or alias.name] = (inner, "") if is_module else (base, alias.name)
    return found


def led_to(start: Place) -> set[Place]:
    """Every function that the first one may come to."""
    reached, words = set[Place](), set[str]()
    wanted = {start}
    while wanted:
        for module, name in wanted:
            node = defined(module)[name]
            words |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
        reached |= wanted
        wanted = {place for one in reached for place in next_of(one, words)} - reached
    return reached


def next_of(place: Place, words: set[str]) -> Iterator[Place]:
    module, name = place
    node, known = defined(module)[name], imported(module)
    if isinstance(node, ast.ClassDef):
        methods = [one for one in defined(module) if one.startswith(f"{name}.")]
        yield from ((module, one) for one in methods if one.partition(".")[2] in words)
        return
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            target = known.get(one.id, (module, one.id))
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            target = (known.get(one.value.id, ("", ""))[0], one.attr)
        else:
            continue
        if target[0] and file_of(target[0]).is_file() and target[1] in defined(target[0]):
            yield target


@cache
def services(module: str) -> frozenset[str]:
    """Those that a module of delivery.aws makes clients of."""
    tree = ast.parse(file_of(module).read_text())
    return frozenset(
        str(call.args[0].value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id == "client" and isinstance(call.args[0], ast.Constant)
    )


@cache
def operations(service: str) -> dict[str, str]:
    """By boto3's name."""
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(name): name for name in model.operation_names}


def calls(start: Place) -> set[str]:
    """``service:Operation`` of each; paginators are named by texts."""
    found = set()
    for module, name in led_to(start):
        node = defined(module)[name]
        words = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
        words |= {str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant)}
        for service in services(module) if not isinstance(node, ast.ClassDef) else ():
            found |= {
                f"{service}:{operations(service)[one]}"
                for one in words & operations(service).keys()
            }
    return found
