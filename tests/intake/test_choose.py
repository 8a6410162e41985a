"""Which of a student's files is their submission, and what is said of the others."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.intake.choose import choose
from grader.intake.work import open_work
from grader.model.exercise import Exercise

Chosen = Callable[..., tuple[dict[str, str], list[str]]]
MLP = b"class NeuralNet: pass\n"
MARKED = b"# exercise: mlp\n" + MLP


@pytest.fixture
def chosen(exercises: list[Exercise], slugs: list[str]) -> Chosen:
    """For files in their order: by slug the file taken, or the problem; and all that is said."""

    def run(files: dict[str, bytes]) -> tuple[dict[str, str], list[str]]:
        works = [open_work(name, content, slugs) for name, content in files.items()]
        submissions, strays = choose("ada", works, exercises)
        assert [one.slug for one in submissions] == slugs
        found = {
            one.slug: one.problem or one.filename for one in submissions if one.problem != "not handed in"
        }
        return found, [stray.message for stray in strays]

    return run


def test_precedence(chosen: Chosen, notebook: Callable[..., bytes]) -> None:
    """The file of that name, then the notebook, then a marked part, then what defines it; none is lost."""
    files = {
        "a.py": MLP,
        "b.py": MARKED,
        "mlp.ipynb": notebook("x = 1"),
        "mlp.py": b"x = 1\n",
    }
    for taken in ("mlp.py", "mlp.ipynb", "b.py", "a.py"):
        found, said = chosen(files)
        assert found["mlp"] == taken
        assert sorted(said) == sorted(
            f"{name} is not graded for mlp, {taken} is" for name in files if name != taken
        )
        del files[taken]


def test_what_can_be_read_goes_first(chosen: Chosen) -> None:
    """An empty file of the right name does not hide the work; both are spoken of."""
    found, said = chosen({"mlp.py": b"", "work.py": MLP})
    assert found["mlp"] == "work.py"
    assert said == ["mlp.py is empty (work.py is graded for mlp)"]


def test_an_untouched_stub_hides_no_work(
    chosen: Chosen, exercises: list[Exercise], notebook: Callable[..., bytes], tmp_path: Path
) -> None:
    """What was handed out and never filled in goes last, whatever it is called, and its student is told."""
    stub = b"class NeuralNet:\n    raise NotImplementedError\n"
    (tmp_path / "stub.py").write_bytes(stub)
    exercises[:] = [msgspec.structs.replace(one, folder=str(tmp_path)) for one in exercises]
    found, said = chosen({"mlp.ipynb": notebook(MLP.decode()), "mlp.py": stub.replace(b"\n", b"\r\n")})
    assert found["mlp"] == "mlp.ipynb"
    assert said == ["mlp.py is as it was handed out; mlp.ipynb is graded"]
    found, said = chosen({"mlp.py": stub})
    assert (found["mlp"], said) == ("mlp.py", [])


def test_equal_ones(chosen: Chosen) -> None:
    """Of two that are alike the first is taken, and both are named."""
    found, said = chosen({"a.py": MARKED, "b.py": MARKED})
    assert found["mlp"] == "a.py"
    assert said == ["b.py and a.py both have mlp, and the first of them, a.py, is graded; hand in one"]


def test_a_name_and_marks(chosen: Chosen) -> None:
    """A file named after one exercise may have parts for others; what is above its first mark is its own."""
    found, said = chosen({"mlp.py": MLP + b"# exercise: cnn\nclass CNN: pass\n"})
    assert (found["mlp"], found["cnn"], said) == ("mlp.py", "mlp.py", [])


def test_a_forgotten_mark(
    chosen: Chosen, exercises: list[Exercise], slugs: list[str], notebook: Callable[..., bytes]
) -> None:
    """What a marked part defines for an exercise without a mark is that one's, and each has its own names."""
    made = notebook(
        "md:## 1. conv_no_padding",
        "def output_size(): return 1",
        "def kernel_positions(): pass",
        "md:## 2. Pooling, with stride",
        "def output_size(): return 2",
        "def pool2d(): pass",
    )
    found, said = chosen({"hw.ipynb": made})
    assert (found, said) == ({"conv_no_padding": "hw.ipynb", "pooling": "hw.ipynb"}, [])
    by_slug = {
        one.slug: one.source.decode()
        for one in choose("ada", [open_work("hw.ipynb", made, slugs)], exercises)[0]
    }
    for slug, value in (("conv_no_padding", 1), ("pooling", 2)):
        assert by_slug[slug].count("def output_size") == 1
        assert f"return {value}" in by_slug[slug]


def test_a_forgotten_mark_goes_last(chosen: Chosen) -> None:
    """A name that another exercise asks for is only a helper where that one is handed in by itself."""
    work = MARKED + b"class CNN: pass\n"
    assert chosen({"hw.py": work})[0] == {"mlp": "hw.py", "cnn": "hw.py"}
    found, said = chosen({"hw.py": work, "z.py": b"class CNN: pass\n"})
    assert (found["cnn"], said) == ("z.py", [])
    marks = work + b"# exercise: cnn\nx = 1\n"
    found, said = chosen({"a.py": marks, "z.py": b"class CNN: pass\n"})
    assert (found["cnn"], said) == ("a.py", ["z.py is not graded for cnn, a.py is"])


def test_the_name_and_one_other_mark(exercises: list[Exercise], slugs: list[str]) -> None:
    """Where name and mark disagree about all of a file, it is for both."""
    work = open_work("mlp.py", b"# exercise: cnn\nclass CNN: pass\n", slugs)
    by_slug = {one.slug: one for one in choose("ada", [work], exercises)[0]}
    assert by_slug["mlp"].source == by_slug["cnn"].source == work.source


def test_a_named_file_may_serve_others(chosen: Chosen) -> None:
    """A file named after one exercise is taken for another that it defines, if nothing else is there."""
    found, said = chosen({"mlp.py": MLP + b"class CNN: pass\n"})
    assert (found["cnn"], said) == ("mlp.py", [])
    found, said = chosen({"mlp.py": MLP + b"class CNN: pass\n", "cnn.py": b"x = 1\n"})
    assert (found["cnn"], said) == ("cnn.py", [])


def test_what_is_missing_says_why(chosen: Chosen) -> None:
    """A file without marks that does not define what is asked for is named, with what is missing in it."""
    found, _ = chosen({"hw.py": MLP})
    assert found["mlp"] == "hw.py"
    assert found["cnn"] == "not handed in: hw.py defines none of CNN"
    found, _ = chosen({"a.py": MLP, "b.py": b"def pool2d(): pass\n"})
    assert found["mlp_vs_cnn"] == "not handed in: a.py and b.py define none of count_parameters, layer_table"


def test_a_file_for_nothing(chosen: Chosen) -> None:
    """A file that identifies no exercise is told what to do, by its name if that is nearly one."""
    found, said = chosen({"MLP (1).py": b"def train_epoch(): pass\n", "utils.py": b"x = 1\n"})
    first, second = said
    assert first == (
        "MLP (1).py is not graded: it defines nothing that only one exercise asks for; rename it to mlp.py, "
        "or put `# exercise: SLUG` above it"
    )
    assert "utils.py is not graded" in second
    assert "name it after its exercise" in second
    assert found["mlp"] == f"not handed in: {first}"
    assert chosen({"mlp.py": MLP, "mlp_old.py": b"x = 1\n"})[1] == ["mlp_old.py is not graded, mlp.py is"]


def test_a_misnamed_file_is_known_by_its_definitions(chosen: Chosen) -> None:
    """`MLP (1).py` with the network in it needs no renaming."""
    found, said = chosen({"MLP (1).py": MLP})
    assert (found["mlp"], said) == ("MLP (1).py", [])


def test_a_file_that_cannot_be_read(chosen: Chosen) -> None:
    """What is wrong with it stands in every exercise that it might have held."""
    found, said = chosen({"hw.ipynb": b"{'cells': []"})
    assert said[0].startswith("hw.ipynb is no notebook")
    assert all(problem == f"not handed in: {said[0]}" for problem in found.values())
    assert chosen({"mlp.ipynb": b"{"})[0]["mlp"].startswith("mlp.ipynb is no notebook")


def test_a_mark_of_no_exercise(chosen: Chosen, notebook: Callable[..., bytes], slugs: list[str]) -> None:
    """A misspelt mark is found, with its place and what it was meant for; else all slugs are named, once."""
    found, said = chosen({"hw.py": MARKED + b"# exercise: pooling2\ndef pool2d(): pass\n"})
    message = "hw.py, line 3: no exercise is called 'pooling2', so what follows is not graded"
    assert said == [f"{message}; did you mean pooling?"]
    assert found["pooling"] == f"not handed in: {said[0]}"
    made = notebook("# exercise: mlp", "x = 1\n# exercise: foo")
    first, second, *_ = chosen({"hw.ipynb": made, "hw.py": MARKED + b"# exercise: bar\n"})[1]
    assert first.startswith("hw.ipynb, cell 2, line 2: no exercise is called 'foo'")
    assert first.endswith("; the exercises are " + ", ".join(slugs))
    assert second == "hw.py, line 3: no exercise is called 'bar', so what follows is not graded"


def test_what_cannot_be_told_apart(chosen: Chosen) -> None:
    """An ambiguous file is a problem that says to mark the parts, unless another file is clear."""
    names = ("output_size", "kernel_positions", "padding_for", "output_size", "same_padding")
    source = "".join(f"def {name}(): pass\n" for name in names).encode()
    found, _ = chosen({"hw.py": source})
    assert "begin each exercise with a line `# exercise: SLUG`" in found["conv_zero_padding"]
    found, _ = chosen({"hw.py": source, "conv_zero_padding.py": b"def output_size(): pass\n"})
    assert found["conv_zero_padding"] == "conv_zero_padding.py"


def test_marks_without_end(chosen: Chosen) -> None:
    """Of thousands of marks that name no exercise twenty are spoken of, and the others counted."""
    _, said = chosen({"a.py": MARKED + b"# exercise: mpl\n" * 2000})
    assert len(said) == 21
    assert said[-1] == "1,980 more lines `# exercise:` name no exercise"
