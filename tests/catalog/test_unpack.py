"""A bundle opened: the same course as the folder, or a clear refusal and nothing left behind."""

import json
import sysconfig
import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from grader.catalog.course import open_course
from grader.catalog.package import MANIFEST, package
from grader.catalog.unpack import unpacked
from grader.model.errors import CourseError
from grader.registry import Registry

Pack = Callable[[dict[str, bytes]], Path]


@pytest.fixture
def files(tmp_path: Path, add_exercise: Callable[..., Path]) -> dict[str, bytes]:
    """The files of the bundle of a course with one exercise."""
    add_exercise("ant")
    with zipfile.ZipFile(BytesIO(package(open_course(tmp_path, Registry(installed=False))))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """Zips files as they are; temporary folders are made in a place that the test can look into."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    def write(files: dict[str, bytes]) -> Path:
        with zipfile.ZipFile(tmp_path / "course.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return tmp_path / "course.zip"

    return write


def test_it_is_the_same_course(tmp_path: Path, files: dict[str, bytes], pack: Pack) -> None:
    """Exercises have the digests that they have in the folder, and the private folder is gone afterwards."""
    (there,) = open_course(tmp_path, Registry(installed=False)).exercises
    with unpacked(pack(files)) as root:
        (here,) = open_course(root, Registry(installed=False)).exercises
        assert root.stat().st_mode & 0o777 == 0o700
    assert (here.slug, here.digest, here.defines) == (there.slug, there.digest, there.defines)
    assert not list((tmp_path / "temporary").iterdir())


def _other_digest(files: dict[str, bytes]) -> None:
    files["exercises/ant/hidden_tests.py"] = b"def test_nothing(): ...\n".ljust(40)


def _missing(files: dict[str, bytes]) -> None:
    del files["exercises/ant/README.md"]


def _more(files: dict[str, bytes]) -> None:
    files["exercises/ant/conftest.py"] = b""


def _foreign(files: dict[str, bytes]) -> None:
    del files[MANIFEST]


def _other_version(files: dict[str, bytes]) -> None:
    files[MANIFEST] = files[MANIFEST].replace(b"grader/course/v1", b"grader/course/v9")


def _no_json(files: dict[str, bytes]) -> None:
    files[MANIFEST] = b"\xff{"


def _outside(files: dict[str, bytes]) -> None:
    _rename(files, "exercises/ant/../../../ant.py")


def _absolute(files: dict[str, bytes]) -> None:
    _rename(files, "/exercises/ant/ant.py")


def _another(files: dict[str, bytes]) -> None:
    _rename(files, "exercises/bee/README.md")


def _both(files: dict[str, bytes]) -> None:
    _rename(files, "exercises/ant/exercise.py/README.md")


def _digest_of_exercise(files: dict[str, bytes]) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["exercises"][0]["digest"] = "0" * 64
    files[MANIFEST] = json.dumps(manifest).encode()


def _rename(files: dict[str, bytes], name: str) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["files"][name] = manifest["files"].pop("exercises/ant/README.md")
    files[MANIFEST] = json.dumps(manifest).encode()
    files[name] = files.pop("exercises/ant/README.md")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_other_digest, "damaged: exercises/ant/hidden_tests.py"),
        (_missing, "'exercises/ant/README.md' is in only one of them"),
        (_more, "'exercises/ant/conftest.py' is in only one of them"),
        (_foreign, "no bundle"),
        (_other_version, "cannot be understood"),
        (_no_json, "cannot be understood"),
        (_outside, "in no exercise"),
        (_absolute, "in no exercise"),
        (_another, "in no exercise"),
        (_both, "both as a file and as a folder"),
        (_digest_of_exercise, "another digest"),
    ],
)
def test_what_is_no_bundle_is_refused(
    tmp_path: Path, files: dict[str, bytes], pack: Pack, spoil: Callable[[dict[str, bytes]], None], said: str
) -> None:
    """Each message names the zip and the reason, says the way out, and nothing is left anywhere."""
    spoil(files)
    with pytest.raises(CourseError, match=said) as error, unpacked(pack(files)):
        pass
    assert "course.zip" in str(error.value)
    assert "grader package" in str(error.value)
    assert not list((tmp_path / "temporary").iterdir())
    assert not (tmp_path / "ant.py").exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + 18 * b"\xff"])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    """An empty file, text and a made-up zip are told from a bundle."""
    (tmp_path / "course.zip").write_bytes(content)
    with pytest.raises(CourseError, match="no zip, or a damaged one"), unpacked(tmp_path / "course.zip"):
        pass


def test_a_cut_bundle_is_refused(files: dict[str, bytes], pack: Pack) -> None:
    """A bundle of which the end did not arrive is no zip."""
    path = pack(files)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CourseError, match="no zip, or a damaged one"), unpacked(path):
        pass


def test_a_file_that_unpacks_to_more_than_it_says(files: dict[str, bytes], pack: Pack) -> None:
    """Of a bomb no more is read than the manifest says."""
    files["exercises/ant/README.md"] = 64 * 1024**2 * b"0"
    with pytest.raises(CourseError, match=r"damaged: exercises/ant/README\.md"), unpacked(pack(files)):
        pass


def test_not_where_workers_may_read_it() -> None:
    """A bundle among Python's own libraries is refused before it is looked for."""
    place = Path(sysconfig.get_path("purelib"), "course.zip")
    with pytest.raises(CourseError, match="every submission may read"), unpacked(place):
        pass
