"""People of one name."""

from grader.intake.namesakes import tell_apart


def test_only_namesakes_bear_their_numbers() -> None:
    """Somebody with two files is one person, and two numbers are two."""
    ada, kim, other = ("ada", "1"), ("kim", "2"), ("kim", "3")
    assert tell_apart([ada, kim, ada, other]) == {ada: "ada", kim: "kim (2)", other: "kim (3)"}
