"""What a course asks: exercises and the checks in them."""

from pathlib import Path

import msgspec

from grader.model.errors import CourseError
from grader.model.limits import Limits, OwnLimits
from grader.model.outcome import Visibility
from grader.model.picture import Picture
from grader.model.regimen import Regimen

HIDDEN_TESTS = "hidden_tests.py"
PUBLIC_TESTS = "public_tests.py"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One item of an exercise's hidden tests, as collected with no submission present.

    `name` is the pytest item's name (`test_output_size` or `test_output_size[stride]`); `description` is the
    test's docstring, which students read.
    """

    name: str
    description: str
    points: float
    visibility: Visibility = Visibility.VISIBLE
    requires: tuple[str, ...] = ()
    time_limit_s: float | None = None
    limits: OwnLimits = OwnLimits()

    @property
    def function(self) -> str:
        """The name of the test itself, which all its parameters share."""
        return self.name.partition("[")[0]


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """The accuracies, in [0, 1], from which a trained network earns partial and full credit.

    A training stops early once the accuracy is at least `full + margin`. A network that falls short of `full`
    is made and trained again, `attempts` times in all, and the best accuracy counts.
    """

    full: float
    partial: float
    margin: float = 0.0
    attempts: int = 3


class Exercise(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise, as `grader_exercises` offers it; the catalog fills in what follows `tests`.

    Attributes:
        slug: the name of its folder and of the file a student hands in (`mlp` and `mlp.py`).
        title: one line for people.
        trains: whether its checks train a network (its job then gets the device and the training data).
        lines: accuracy lines per data set (`mnist`), or per data set and kind of device (`mnist-cuda`).
        regimens: how its network is trained, per data set.
        limits: what its worker may use.
        order: where it stands in the course (ties by slug).
        picture: what its picture, `<slug>.svg`, shows.
        tests: the file in its folder that it is judged by.
        defines: the functions and classes that students write, as the stub has them.
        folder: the exercise's folder, absolute.
        digest: of every file the score depends on.
    """

    slug: str
    title: str
    trains: bool = False
    lines: dict[str, Lines] = {}
    regimens: dict[str, Regimen] = {}
    limits: Limits = Limits()
    order: int = 0
    picture: Picture | None = None
    tests: str = HIDDEN_TESTS
    defines: tuple[str, ...] = ()
    folder: str = ""
    digest: str = ""

    @property
    def tests_path(self) -> Path:
        """The file that it is judged by: the hidden tests, unless it was taken `in_public`."""
        return Path(self.folder) / self.tests

    @property
    def stub(self) -> Path:
        """What students start from."""
        return Path(self.folder) / "stub.py"

    @property
    def public_tests(self) -> Path:
        """The tests that students have."""
        return Path(self.folder) / PUBLIC_TESTS

    def lines_for(self, data: str, device: str) -> Lines:
        """The lines for a data set on a kind of device (`cpu`, `cuda`).

        A device without lines of its own has those of the data set.

        Raises:
            CourseError: the exercise has none for the data set.
        """
        for key in (f"{data}-{device}", data):
            if key in self.lines:
                return self.lines[key]
        raise CourseError(
            f"{self.slug} has no accuracy lines for {data}; run grader calibrate {self.slug} --data {data}, "
            "or write them into its exercise.py"
        )

    def in_public(self) -> "Exercise":
        """The same exercise, judged by the tests that students have."""
        return msgspec.structs.replace(self, tests=PUBLIC_TESTS)
