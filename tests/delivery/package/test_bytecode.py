"""The file that a part's bytecode becomes, as the function reads it."""

import importlib.util
import py_compile
from collections.abc import Callable
from pathlib import Path

import pytest

from delivery.package import bytecode
from delivery.tools.archive import files_below
from delivery.tools.errors import DeliveryError
from function.bytecode import Finder


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """A package with one module, and another beside it."""
    (tmp_path / "part/small").mkdir(parents=True)
    for source, text in {"small/__init__.py": "", "small/one.py": "ONE = 1", "two.py": ""}.items():
        (tmp_path / "part" / source).write_text(text)
        py_compile.compile(str(tmp_path / "part" / source), doraise=True)
    return tmp_path / "part"


def combine(part: Path) -> tuple[Finder, set[str]]:
    content, combined = bytecode.combine(files_below(part), lambda n: (part / n).read_bytes())
    file = part / "part.bytecode"
    file.write_bytes(content)
    return Finder(file, part), combined


def compiled(part: Path, source: str) -> Path:
    return Path(importlib.util.cache_from_source(str(part / source)))


def test_a_module_is_found_as_python_finds_it(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finder, combined = combine(part)
    monkeypatch.syspath_prepend(str(part))
    for name in ("small", "two"):
        ours, pythons = finder.find_spec(name), importlib.util.find_spec(name)
        assert ours is not None
        assert pythons is not None
        for fact in ("name", "origin", "cached", "parent", "submodule_search_locations"):
            assert getattr(ours, fact) == getattr(pythons, fact)
    spec = finder.find_spec("small.one")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (module.ONE, module.__file__) == (1, str(part / "small/one.py"))
    assert finder.find_spec("three") is None
    assert {part / name for name in combined} == {*part.rglob("*.pyc")}


def test_beside_a_native_library_of_its_name_a_module_stays_a_file(part: Path) -> None:
    (part / "small/one.abi3.so").write_bytes(b"")
    finder, combined = combine(part)
    assert finder.find_spec("small.one") is None
    assert finder.find_spec("two") is not None
    assert compiled(part, "small/one.py") not in {part / name for name in combined}


def test_what_lambda_imports_before_it_stays_a_file_too(part: Path) -> None:
    (part / "small").rename(part / "function")
    finder, combined = combine(part)
    assert finder.find_spec("function.one") is not None
    assert {name.partition("/")[0] for name in combined} == {"__pycache__"}


def another_pythons(part: Path) -> None:
    compiled(part, "two.py").write_bytes(b"\x61\x0d\x0d\x0a" + bytes(20))


def a_second_module(part: Path) -> None:
    (part / "two").mkdir()
    (part / "two/__init__.py").write_text("")
    py_compile.compile(str(part / "two/__init__.py"))


@pytest.mark.parametrize("damage", [another_pythons, a_second_module])
def test_what_would_be_read_wrongly_is_refused(part: Path, damage: Callable[[Path], None]) -> None:
    damage(part)
    with pytest.raises(DeliveryError, match=r"is bytecode of another Python, or a second module"):
        combine(part)


def test_another_pythons_file_has_no_modules(part: Path) -> None:
    combine(part)
    file = part / "part.bytecode"
    file.write_bytes(b"\x61\x0d\x0d\x0a" + file.read_bytes()[4:])
    assert Finder(file, part).find_spec("two") is None
