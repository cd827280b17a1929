"""The code is organised by subject: few rooms, on few levels, and no circle of imports."""

from tests.contracts.rooms import backend, between, cycle, delivery, imports, levels


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Packages are left out: to import a module is to import the packages above it."""
    modules = imports()
    packages = {one.rpartition(".")[0] for one in modules}
    graph = {one: found - packages for one, found in modules.items() if one not in packages}
    assert cycle(graph) == []


def test_the_rooms_of_delivery_are_few() -> None:
    graph = between(delivery())
    assert cycle(graph) == []
    assert len(graph) <= 15
    assert max(levels(graph).values()) <= 7


def test_the_rooms_of_the_backend_stand_on_few_levels() -> None:
    graph = between(backend())
    assert cycle(graph) == []
    assert max(levels(graph).values()) <= 7


def test_a_circle_is_found() -> None:
    assert set(cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}
    assert levels({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"a": 3, "b": 2, "c": 1}
