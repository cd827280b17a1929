"""What a build refuses, before and after Zappa has done its part."""

import zipfile
from pathlib import Path

import pytest

from delivery.package import build, parts, zappa
from delivery.preview.settings import NEEDED, PreviewSettings
from delivery.tools import build_folder, config, programs
from delivery.tools.errors import DeliveryError


def archive_of(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as zipped:
        for name in names:
            zipped.writestr(name, name)
    return path


def folder_of(path: Path, *names: str) -> Path:
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(name)
    return path


def test_what_zappa_adds_is_dropped(tmp_path: Path) -> None:
    finished = tmp_path / "finished.zip"
    packages = folder_of(tmp_path / "packages", "b.py")
    code = folder_of(tmp_path / "code", "c.py", "a.py")
    made = archive_of(tmp_path / "1.zip", "handler.py", "b.py")
    parts.append(made, packages, finished, "dependencies")
    made = archive_of(tmp_path / "2.zip", "a.py", "c.py", "info.json")
    parts.append(made, code, finished, "backend")
    with zipfile.ZipFile(finished) as zipped:
        names = ["dependencies.bytecode", "b.py", "backend.bytecode", "a.py", "c.py"]
        assert zipped.namelist() == names
        assert zipped.testzip() is None


def test_what_zappa_loses_is_an_error(tmp_path: Path) -> None:
    made = archive_of(tmp_path / "made.zip", "a.py")
    code = folder_of(tmp_path / "code", "a.py", "pip/data.zip")
    with pytest.raises(DeliveryError, match=r"Zappa left out what Lambda needs: pip/data\.zip\."):
        parts.append(made, code, tmp_path / "finished.zip", "backend")


def test_code_of_a_dependencys_name_is_an_error(tmp_path: Path) -> None:
    made, finished = archive_of(tmp_path / "made.zip", "a.py"), tmp_path / "finished.zip"
    code = folder_of(tmp_path / "code", "a.py")
    parts.append(made, code, finished, "dependencies")
    with pytest.raises(DeliveryError, match=r"A dependency and the backend both contain a\.py\."):
        parts.append(made, code, finished, "backend")


def test_refuses_what_lambda_would_not_unzip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(parts, "UNZIPPED_LIMIT", 3)
    with pytest.raises(DeliveryError, match="Lambda accepts at most 250"):
        parts.refuse_too_large(archive_of(tmp_path / "made.zip", "a.py"))


@pytest.mark.parametrize(("system", "machine"), [("Darwin", "arm64"), ("Linux", "aarch64")])
def test_refuses_another_kind_of_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, machine: str
) -> None:
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    with pytest.raises(DeliveryError, match=f"not on {system} {machine} with Python"):
        build.build(tmp_path / "package.zip", print)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_put_in_place_whole_or_not_at_all(tmp_path: Path) -> None:
    destination = tmp_path / "package.zip"
    destination.write_text("old")
    with pytest.raises(FileNotFoundError):
        build_folder.put(tmp_path / "nowhere.zip", destination)
    assert destination.read_text() == "old"
    (tmp_path / "new").write_text("new")
    build_folder.put(tmp_path / "new", destination)
    assert destination.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def fail_half_way(folder: Path) -> None:
    with build_folder.fresh(folder) as work:
        (work / "half.zip").write_text("half")
        raise DeliveryError("Packaging failed.", "Run the command again.")


def test_a_failed_build_leaves_its_folder_clean(tmp_path: Path) -> None:
    (tmp_path / "work-of-a-killed-build").mkdir()
    with pytest.raises(DeliveryError):
        fail_half_way(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_build_leaves_the_folder_of_another_that_is_at_work(tmp_path: Path) -> None:
    with build_folder.fresh(tmp_path) as first:
        (first / "half.zip").write_text("half")
        with build_folder.fresh(tmp_path) as second:
            assert second != first
        assert [path.name for path in first.iterdir()] == ["half.zip"]
    assert list(tmp_path.iterdir()) == []


def test_a_wait_for_another_build_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build_folder, "LOCK_SECONDS", 0)
    said: list[str] = []
    with (
        build_folder.one_at_a_time(tmp_path, said.append),
        pytest.raises(
            DeliveryError, match=r"Another build did not end within .* Stop that build\."
        ),
        build_folder.one_at_a_time(tmp_path, said.append),
    ):
        pass
    assert said == ["Another build is running; waiting for it"]


def test_a_failing_program_shows_its_last_words() -> None:
    with pytest.raises(
        DeliveryError, match=r"(?s)^Counting failed with exit code 3:\n7\n.*21 Count again\.$"
    ):
        programs.run(
            ["sh", "-c", "seq 21; exit 3"], doing="Counting", remedy="Count again.", within=60
        )


def test_a_hanging_program_is_ended() -> None:
    with pytest.raises(DeliveryError, match=r"Waiting did not end within 0 s\. Wait less\."):
        programs.run(["sleep", "60"], doing="Waiting", remedy="Wait less.", within=0.1)


def test_variables_are_read_as_what_they_hold() -> None:
    environ = {
        "PREVIEW_BOUNDARY_ARN": "arn:aws:iam::111111111111:policy/itg-preview-boundary",
        "PREVIEW_SUBNET_IDS": "subnet-0aaa, subnet-0bbb,",
        "PREVIEW_SECURITY_GROUP_IDS": " ",
        "HOME": "/root",
    }
    assert config.text("PREVIEW_BOUNDARY_ARN", environ) == environ["PREVIEW_BOUNDARY_ARN"]
    assert config.text("PREVIEW_DB_PORT", environ) == "5432"
    assert config.text("PREVIEW_DB_HOST", environ) == ""
    assert zappa.Account.read(environ).values() == {
        "PREVIEW_SUBNET_IDS": ["subnet-0aaa", "subnet-0bbb"],
        "AWS_REGION": "us-west-2",
    }


def test_all_that_is_missing_is_named_with_the_command_that_shows_it() -> None:
    with pytest.raises(DeliveryError) as raised:
        PreviewSettings.read({"PREVIEW_SUBNET_IDS": " , ", "PREVIEW_DB_HOST": "db.test"})
    missing = [name for name in NEEDED if name != "PREVIEW_DB_HOST"]
    assert raised.value.message == f"These variables are not set: {', '.join(missing)}."
    assert raised.value.remedy == "`build/tools/bin/delivery stack list` shows their values."
