"""Grades merged into a Canvas gradebook as `gradebook_exporter.rb` writes it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from grader_canvas.gradebook import merge

from grader.intake.sheet import read_sheet
from grader.model.errors import UsageError
from grader.model.outcome import Outcome
from grader.model.person import Person
from grader.report.filled import Filled
from grader.seams import Gradings

EXPORT = (
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,Perceptron (901),"Total, all (902)",'
    "Old (903),Assignments Current Score,Final Score\r\n"
    ",,,,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,,5.00,6.00,3.00,(read only),(read only)\r\n"
    '"Lovelace, Ada",11,s1,ada@u.edu,A and B,"says ""hi""",,2.00,3.00,50.00,50.00\r\n'
    '"Turing, Alan 🦀",12,s2,alan@u.edu,A,,EX,1.00,,,\r\n'
    "Hopper Grace,13,s3,grace@u.edu,A,,4.00,N/A,,,\r\n"
    "Absent Ann,14,s4,ann@u.edu,B,,1.00,,,,\r\n"
    "Cy,15,s5,cy@u.edu,B,,2.50,,,,\r\n"
    '"Student, Test",99,,deadbeef,,,,,,,\r\n'
)
PEOPLE = [
    Person(student="ada", account="11"), Person(student="alan", email="alan@u.edu"),
    Person(student="grace", name="Grace Hopper"),
]  # fmt: skip


@pytest.fixture
def run(make_run: Callable[..., Gradings], handed_in: Callable[..., list], make_result: Callable) -> Gradings:
    """Ada has all of the points, Alan none, Grace was not graded, Cy handed in nothing, who is nobody."""
    results = [
        make_result(student, slug, outcome)
        for student, outcome in [("ada", Outcome.PASSED), ("alan", Outcome.FAILED), ("who", Outcome.PASSED)]
        for slug in ("mlp", "conv_strided")
    ]
    results.append(make_result("grace", "mlp", Outcome.INTERNAL_ERROR))
    nothing = handed_in("cy", problem="not handed in")
    return make_run(
        submissions=[*handed_in("ada", "alan", "grace", "who"), *nothing], results=results, people=PEOPLE
    )


def merged(run: Gradings, folder: Path, columns: dict[str, str], text: str = EXPORT, **how: bool) -> Filled:
    """What merging into that export comes to."""
    path = folder / "export.csv"
    path.write_bytes(text.encode())
    return merge(run, read_sheet(path), columns, scaled=how.get("scaled", False))


def test_only_the_named_columns_change(run: Gradings, tmp_path: Path) -> None:
    """Points go to the right rows, and every other byte of the export is as it was."""
    made = merged(run, tmp_path, {"Perceptron (901)": "mlp", "Total, all (902)": "total"})
    expected = EXPORT.replace('""hi""",,2.00,', '""hi""",5,6,').replace("A,,EX,1.00,", "A,,EX,0,")
    expected = expected.replace(",,2.50,,", ",,2.50,0,")
    assert made.content.decode() == expected
    assert made.said == (
        "Perceptron (901) = mlp: 1 changed, 0 the same",
        "Total, all (902) = total: 3 changed, 0 the same",
    )


def test_whoever_is_left_out_is_listed(run: Gradings, tmp_path: Path) -> None:
    """Excused, not graded, in one list alone: each is named, and nobody's cell becomes 0 or empty by that."""
    left = merged(run, tmp_path, {"Perceptron (901)": "mlp", "Total, all (902)": "total"}).left
    assert left == (
        "Perceptron (901): alan is excused, and the cell stays EX",
        "Perceptron (901): grace is not graded, and the cell stays 4.00",
        "Perceptron (901): cy has handed in nothing that can be graded, and the cell stays 2.50",
        "Total, all (902): grace is not graded, and the cell stays N/A",
        "who is not in export.csv",
        "export.csv, line 7: Absent Ann is not in the results",
    )


def test_an_assignment_called_like_an_exercise_needs_no_option(run: Gradings, tmp_path: Path) -> None:
    """Without --column, an assignment with an exercise's title takes its points."""
    made = merged(run, tmp_path, {}, EXPORT.replace("Perceptron (901)", "a Perceptron (901)"))
    assert made.said == ("a Perceptron (901) = mlp: 1 changed, 0 the same",)


def test_points_are_scaled_only_where_that_is_asked_for(run: Gradings, tmp_path: Path) -> None:
    """Other points possible are an error that says so, and with --scale a share of Canvas's."""
    text = EXPORT.replace("5.00,6.00,3.00", "5.00,6.00,20.00")
    with pytest.raises(
        UsageError, match=r"Old \(903\): Canvas has 20 points possible, and mlp 5; pass --scale"
    ):
        merged(run, tmp_path, {"Old (903)": "mlp"}, text)
    made = merged(run, tmp_path, {"Old (903)": "mlp"}, text, scaled=True)
    expected = text.replace("2.00,3.00,50", "2.00,20,50").replace("EX,1.00,,", "EX,1.00,0,")
    assert made.content.decode() == expected.replace("2.50,,,", "2.50,,0,")
    assert made.said == ("Old (903) = mlp: 3 changed, 0 the same, scaled by 4",)


def test_decimal_commas(run: Gradings, tmp_path: Path) -> None:
    """An export with semicolons and decimal commas gets decimal commas."""
    text = (
        "Student;ID;SIS Login ID;Section;HW (1)\n    Points Possible;;;;2,50\n"
        "Ada;11;ada;A;\nAlan;12;alan@u.edu;A;0,00\n"
    )
    made = merged(run, tmp_path, {"HW (1)": "conv_strided"}, text, scaled=True)
    assert made.content.decode() == text.replace("ada;A;", "ada;A;2,5")
    assert made.said == ("HW (1) = conv_strided: 1 changed, 1 the same, scaled by 2.5",)


@pytest.mark.parametrize(
    ("columns", "text", "message"),
    [
        (
            {"Perceptron": "mlp"},
            EXPORT,
            r"no column is called 'Perceptron'; the assignments are 'Perceptron \(901",
        ),
        ({"Final Score": "mlp"}, EXPORT, "'Final Score' is no assignment, or one that Canvas lets nobody"),
        (
            {"Perceptron (901)": "cnn"},
            EXPORT,
            "'cnn' is no exercise of this run; there are mlp, conv_strided",
        ),
        ({}, EXPORT, r"no assignment is called like an exercise; say which is which with --column 'Percep"),
        ({}, "name,points\nada,1\n", "export.csv is no exported Canvas gradebook: its columns do not begin"),
        ({}, EXPORT.replace("Points Possible", "Points"), "has no row 'Points Possible'"),
        (
            {"Old (903)": "mlp"},
            EXPORT.replace(",12,", ",11,"),
            "line 5: the account '11' stands in line 4 too",
        ),
    ],
)
def test_what_cannot_be_merged(
    run: Gradings, tmp_path: Path, columns: dict[str, str], text: str, message: str
) -> None:
    """Another column, another exercise, another file, somebody twice: an error that says what there is."""
    with pytest.raises(UsageError, match=message):
        merged(run, tmp_path, columns, text)
