"""What the harness says of a submission."""

from pathlib import Path

import pytest
from grader_gradescope.metadata import read_metadata

from grader.model.errors import UsageError


def _write(folder: Path, text: str | bytes) -> Path:
    content = text.encode() if isinstance(text, str) else text
    (folder / "submission_metadata.json").write_bytes(content)
    return folder


def test_a_group_is_called_by_its_names(tmp_path: Path) -> None:
    """Everybody is a person of their own, and the submission is called by all of them."""
    users = '[{"name": "Ada", "email": "a@x.org", "id": 1}, {"name": null, "email": "b@x.org"}]'
    found = read_metadata(
        _write(tmp_path, f'{{"id": 7, "users": {users}, "assignment": {{"due_date": null}}}}')
    )
    assert found.student == "Ada and b@x.org"
    assert [(one.student, one.name, one.email) for one in found.people] == [
        ("Ada and b@x.org", "Ada", "a@x.org"),
        ("Ada and b@x.org", "", "b@x.org"),
    ]


@pytest.mark.parametrize(("text", "name"), [('{"id": 7}', "submission 7"), ("{}", "submission")])
def test_nobody_is_called_after_the_submission(tmp_path: Path, text: str, name: str) -> None:
    """Without users the submission's number stands for them."""
    assert read_metadata(_write(tmp_path, text)).student == name


def test_without_the_file_nothing_is_known(tmp_path: Path) -> None:
    """A missing file costs nobody a grade."""
    assert read_metadata(tmp_path).people == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n "id": 1,\n "users": [}\n', r"submission_metadata\.json:3: no JSON"),
        ("", r"submission_metadata\.json:1: no JSON"),
        (b"\xff\xfe", "cannot be read"),
        ('{"users": {"name": "Ada"}}', r"Expected `array`.*\$\.users"),
        ('{"created_at": "yesterday"}', r"\$\.created_at"),
        ('{"created_at": "2026-12-01T18:00:00"}', "says no time zone"),
        ("[" * 100_000, "submission_metadata"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    """The message says the file, and the line or the field."""
    with pytest.raises(UsageError, match=said) as error:
        read_metadata(_write(tmp_path, text))
    assert "submission_metadata.json" in str(error.value)
