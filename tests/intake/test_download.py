"""A class's files, from a folder or a zip."""

import io
import zipfile
from pathlib import Path

import pytest

from grader.intake.download import open_download, open_platforms
from grader.model.errors import UsageError

FILES = {"ada/mlp.py": b"a", "bob/cnn.py": b"b", ".git/config": b"x", "__MACOSX/ada/._mlp.py": b"x"}


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """A zip with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.fixture(params=["folder", "zip"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The files, in a folder or in a zip."""
    if request.param == "zip":
        return zipped(tmp_path / "class.zip", FILES)
    for name, content in FILES.items():
        path = tmp_path / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "class"


def test_a_folder_and_a_zip_are_the_same(source: Path) -> None:
    """The same files are found and read, without what systems leave behind."""
    with open_download(source) as download:
        assert download.names == ("ada/", "bob/")
        assert [(one.name, *one.read(10)) for one in download.files] == [
            ("ada/mlp.py", b"a", ""),
            ("bob/cnn.py", b"b", ""),
        ]


def test_too_large_is_not_read(source: Path) -> None:
    """A file past the limit gives a line that says so, and no bytes."""
    with open_download(source) as download:
        content, problem = download.files[0].read(0)
    assert content == b""
    assert problem.startswith("mlp.py has")


def test_a_folder_around_all_of_it_is_taken_off(tmp_path: Path) -> None:
    """Zipping an unpacked download adds a folder, which says nothing."""
    path = zipped(tmp_path / "class.zip", {f"class/{name}": content for name, content in FILES.items()})
    with open_download(path) as download:
        assert download.names == ("class/",)
        assert download.unwrapped().names == ("ada/", "bob/")


def test_a_platforms_download_is_known_by_its_names(source: Path) -> None:
    """It is opened where the names at the top are the platform's, and otherwise left to others."""
    for ours, theirs in (({"ada/", "bob/"}, ("ada/", "bob/")), ({"ada"}, None)):
        with open_platforms(source, lambda names, ours=ours: set(names) == ours) as download:
            assert (download and download.names) == theirs


def test_what_leads_out_is_not_read(tmp_path: Path) -> None:
    """A path out of the zip, and a bomb, give a line each; the others are read."""
    path = zipped(tmp_path / "c.zip", {"a/../../x.py": b"x", "b/mlp.py": b"0" * 2**26, "c/mlp.py": b"ok"})
    with open_download(path) as download:
        read = {one.name: one.read(2**26) for one in download.files}
    assert read["a/../../x.py"][1].startswith("x.py is not read: its path leads out")
    assert "500 times its size" in read["b/mlp.py"][1]
    assert read["c/mlp.py"] == (b"ok", "")


def test_names_in_utf8_that_do_not_say_so(tmp_path: Path) -> None:
    """A name that a platform wrote without the mark for UTF-8 is read as what it is."""
    path = zipped(tmp_path / "c.zip", {"Zo\u00eb/mlp.py": b"z"})
    marked = path.read_bytes()
    name = "Zo\u00eb/mlp.py".encode()
    local, central = marked.index(name) - 30 + 6, marked.rindex(name) - 46 + 8
    plain = bytearray(marked)
    for place in (local, central):
        assert plain[place + 1] & 0x08
        plain[place + 1] &= ~0x08
    path.write_bytes(plain)
    with open_download(path) as download:
        assert [(one.name, *one.read(10)) for one in download.files] == [("Zo\u00eb/mlp.py", b"z", "")]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link in a folder is named, and not read."""
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada").symlink_to(tmp_path)
    with open_download(tmp_path / "class") as download:
        assert [(one.name, one.read(10)[1]) for one in download.files] == [
            ("ada", "ada is a link; hand in the file itself")
        ]


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"\x00" * 100])
def test_no_zip(tmp_path: Path, content: bytes) -> None:
    """What is no zip is a usage error, and no platform's."""
    path = tmp_path / "class.zip"
    path.write_bytes(content)
    with open_platforms(path, lambda _: True) as download:
        assert download is None
    with pytest.raises(UsageError, match="is a file and no zip"), open_download(path):
        pass


def test_a_damaged_entry(tmp_path: Path) -> None:
    """Bytes that rot cost the file they are in, and no other."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/mlp.py", b"A" * 50)
        archive.writestr("b/mlp.py", b"B" * 50)
    (tmp_path / "c.zip").write_bytes(buffer.getvalue().replace(b"A" * 50, b"A" * 49 + b"C"))
    with open_download(tmp_path / "c.zip") as download:
        (damaged, sound) = [one.read(100) for one in download.files]
    assert damaged == (b"", "mlp.py is damaged in the zip; download it again")
    assert sound == (b"B" * 50, "")
