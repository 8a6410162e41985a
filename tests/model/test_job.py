"""Keys, and what is left to do."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.exercise import Exercise
from grader.model.job import Job, Terms, plan
from grader.model.submission import Submission

JOB = Job(
    submission=Submission(student="ada", slug="mlp", filename="mlp.py", source=b"x = 1"),
    exercise=Exercise(slug="mlp", title="A perceptron", digest="d"),
    terms=Terms(),
)
OTHER_TERMS = Terms(data="digits", device="cuda", sandbox="none", seed=1, grader="g")
ANY_TEXT = st.text(st.characters(exclude_categories=()))
SLUGS = st.sampled_from(["mlp", "cnn", "conv_strided", "unknown"])
SUBMISSIONS = st.lists(
    st.builds(
        Submission, student=ANY_TEXT, slug=SLUGS, filename=ANY_TEXT, source=st.binary(), problem=ANY_TEXT
    ),
    unique_by=lambda submission: (submission.student, submission.slug),
)
EXERCISES = [
    Exercise(slug="conv_strided", title="Strides"),
    Exercise(slug="mlp", title="A perceptron", trains=True),
    Exercise(slug="cnn", title="Convolutions", trains=True),
]


@pytest.mark.parametrize("term", Terms.__struct_fields__)
def test_a_change_of_any_term_changes_the_key(term: str) -> None:
    """Each field of the terms is part of the key, so that a change of it grades again."""
    terms = msgspec.structs.replace(JOB.terms, **{term: getattr(OTHER_TERMS, term)})
    assert terms != JOB.terms
    assert msgspec.structs.replace(JOB, terms=terms).key != JOB.key


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("student", "bob"),
        ("filename", "MLP.py"),
        ("source", b"x = 2"),
        ("cells", (1,)),
        ("note", "cell 2 is left out"),
        ("problem", "too large"),
    ],
)
def test_a_change_of_the_submission_changes_the_key(field: str, value: object) -> None:
    """Who handed in what, under which name, in which cells and with which problem, is part of the key."""
    submission = msgspec.structs.replace(JOB.submission, **{field: value})
    assert msgspec.structs.replace(JOB, submission=submission).key != JOB.key


@pytest.mark.parametrize(("field", "value"), [("slug", "cnn"), ("digest", "e")])
def test_a_change_of_the_exercise_changes_the_key(field: str, value: str) -> None:
    """The exercise's slug and the digest of its files are part of the key."""
    exercise = msgspec.structs.replace(JOB.exercise, **{field: value})
    assert msgspec.structs.replace(JOB, exercise=exercise).key != JOB.key


def test_a_job_that_ends_early_has_its_own_key() -> None:
    """What is not run after the first miss may not stand for a whole result."""
    assert msgspec.structs.replace(JOB, until_missed=True).key != JOB.key


@pytest.mark.parametrize(
    ("field", "value"), [("title", "Two layers"), ("order", 3), ("folder", "/elsewhere")]
)
def test_what_no_score_depends_on_leaves_the_key(field: str, value: str | int) -> None:
    """A new title, another place in the course or on the disk does not grade again."""
    exercise = msgspec.structs.replace(JOB.exercise, **{field: value})
    assert msgspec.structs.replace(JOB, exercise=exercise).key == JOB.key


@given(st.lists(ANY_TEXT, min_size=2, max_size=2, unique=True))
def test_every_name_has_its_own_key(names: list[str]) -> None:
    """Two names, badly encoded ones too, never share a key."""
    keys = {
        msgspec.structs.replace(JOB, submission=msgspec.structs.replace(JOB.submission, student=name)).key
        for name in names
    }
    assert len(keys) == 2


@given(SUBMISSIONS, st.sampled_from(["cpu", "cuda"]))
def test_a_plan_has_every_known_submission_once(submissions: list[Submission], device: str) -> None:
    """Nothing is lost or doubled, and what is for no exercise of the course is not planned."""
    planned = [job.submission for job in plan(EXERCISES, submissions, Terms(device=device))]
    expected = [one for one in submissions if one.slug != "unknown"]
    assert sorted(planned, key=repr) == sorted(expected, key=repr)


@given(SUBMISSIONS, st.data())
def test_a_plan_leaves_out_what_is_done(submissions: list[Submission], data: st.DataObject) -> None:
    """Resuming plans exactly the jobs whose keys are not done, in the same order."""
    jobs = plan(EXERCISES, submissions, Terms())
    done = data.draw(st.sets(st.sampled_from([job.key for job in jobs]))) if jobs else set()
    assert plan(EXERCISES, submissions, Terms(), done=done) == [job for job in jobs if job.key not in done]


@given(SUBMISSIONS)
def test_training_comes_first(submissions: list[Submission]) -> None:
    """On the CPU no job that trains is planned after one that does not."""
    trains = [job.exercise.trains for job in plan(EXERCISES, submissions, Terms())]
    assert trains == sorted(trains, reverse=True)


@given(SUBMISSIONS)
def test_training_on_a_gpu_is_mixed_with_the_rest(submissions: list[Submission]) -> None:
    """With a GPU every stretch from the beginning has its part of both kinds, each in order."""
    jobs, on_cpu = (plan(EXERCISES, submissions, Terms(device=device)) for device in ("cuda", "cpu"))
    trains = [job.exercise.trains for job in jobs]
    for length in range(len(trains) + 1):
        assert abs(sum(trains[:length]) - length * sum(trains) / max(1, len(trains))) <= 1
    assert [one.submission for one in sorted(jobs, key=lambda job: not job.exercise.trains)] == [
        one.submission for one in on_cpu
    ]
