"""What the environment says."""

from pathlib import Path

import pytest

from grader.settings import located, read_settings


def test_empty_environment() -> None:
    """Without a word of the user there is no data root and no mirror, and the cache is the user's own."""
    settings = read_settings({})
    assert settings.data_root == ""
    assert settings.mirrors == ()
    assert settings.cache_dir.is_absolute()
    assert settings.cache_dir.name == "grader"


def test_everything_named(tmp_path: Path) -> None:
    """All three variables are read; mirrors are separated by spaces."""
    settings = read_settings(
        {
            "GRADER_DATA_ROOT": str(tmp_path / "data"),
            "GRADER_CACHE": str(tmp_path / "cache"),
            "GRADER_MNIST_MIRRORS": " http://one/  http://two/ ",
        }
    )
    assert settings.data_root == str(tmp_path / "data")
    assert settings.cache_dir == tmp_path / "cache"
    assert settings.mirrors == ("http://one/", "http://two/")


def test_relative_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative folder is meant from where the user stands, also for judges that work elsewhere."""
    monkeypatch.chdir(tmp_path)
    settings = read_settings({"GRADER_DATA_ROOT": "data", "GRADER_CACHE": "cache"})
    assert settings.data_root == str(tmp_path / "data")
    assert settings.cache == str(tmp_path / "cache")


def test_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tilde that no shell has expanded is the home folder; nothing stays nothing."""
    monkeypatch.setenv("HOME", "/home/ada")
    assert located("~/data") == "/home/ada/data"
    assert located("") == ""
