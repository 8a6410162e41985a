"""What checks recorded, and what the program printed meanwhile."""

from grader.judging.loading import PRINTED_LIMIT
from grader.judging.records import Records
from grader.model.result import Recorded


def test_each_check_has_its_own_and_students_read_it_together() -> None:
    """Texts come first and what was printed last, in the order of the checks; figures are the job's."""
    records = Records()
    records.begin("test_a", withheld=False)
    records.say("table of a")
    records.measure("accuracy", 0.5)
    records.print("a printed\n")
    records.put(
        "test_b",
        Recorded(texts=("table of b",), printed="b printed\n", measures={"accuracy": 0.9, "parameters": 10}),
        withheld=False,
    )
    assert records.feedback == "table of a\n\ntable of b\n\nYour program printed:\n\na printed\nb printed"
    assert records.measures == {"accuracy": 0.9, "parameters": 10}
    assert records.of("test_a") == Recorded(
        texts=("table of a",), printed="a printed\n", measures={"accuracy": 0.5}
    )
    assert records.of("test_c") == Recorded()
    assert not records.withheld


def test_what_students_do_not_see_is_apart() -> None:
    """A check that is withheld has neither text nor output in what is for the student."""
    records = Records()
    records.put("test_a", Recorded(texts=("seen",), printed="1"), withheld=False)
    records.put("test_b", Recorded(texts=("unseen",), printed="2"), withheld=True)
    assert records.feedback == "seen\n\nYour program printed:\n\n1"
    assert records.withheld == "unseen\n\nYour program printed:\n\n2"


def test_what_importing_prints_is_told_once() -> None:
    """However often the file was imported; where it printed something else, that is told as well."""
    records = Records()
    for name, imported in (("a", "hello\n"), ("b", ""), ("c", "hello\n"), ("d", "hello again\n")):
        records.begin(f"test_{name}", withheld=False)
        records.print(f"{name}\n", imported=imported)
    assert records.feedback.endswith("\n\nhello\na\nb\nc\nhello again\nd")


def test_what_was_printed_is_cut() -> None:
    """Of all checks together the beginning is kept, and it says that there was more."""
    records = Records()
    for name in "abc":
        records.put(f"test_{name}", Recorded(printed=name * 2000), withheld=False)
    _, _, printed = records.feedback.partition("\n\n")
    assert printed == "a" * 2000 + "b" * 2000 + "\n… (more was printed)"
    assert PRINTED_LIMIT == 4000
