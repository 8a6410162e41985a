"""What stands between nbgrader and the execution of what students wrote."""

import nbformat
import pytest
from grader_nbgrader.autograde import AskGrader
from grader_nbgrader.config import config_text
from grader_nbgrader.exporter import AskingExporter
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import Execute
from traitlets.config import Config

# nbgrader's and its libraries' own.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.parametrize(
    "preprocessor", [Execute, "nbgrader.preprocessors.Execute", "nbgrader.preprocessors.SaveAutoGrades"]
)
def test_nothing_executes(preprocessor: object) -> None:
    """Whatever the config asks for, neither execution nor points from outputs go together with the grader."""
    with pytest.raises(NbGraderException, match="does not go with AskingExporter"):
        AskingExporter().register_preprocessor(preprocessor)


def test_others_are_taken() -> None:
    """Other preprocessors, nbgrader's and one's own, are taken."""
    exporter = AskingExporter()
    exporter.register_preprocessor("nbgrader.preprocessors.LimitOutput")
    assert [type(one).__name__ for one in exporter._preprocessors][-1] == "LimitOutput"


def test_it_is_asked_for_together() -> None:
    """The preprocessor alone, beside nbgrader's exporter, stops and says what is missing."""
    preprocessor = AskGrader(parent=NotebookExporter())
    with pytest.raises(RuntimeError, match=r"set c\.Autograde\.exporter_class"):
        preprocessor.preprocess(nbformat.v4.new_notebook(), {})


def test_the_config_is_taken() -> None:
    """Every line of the config that is written is one that nbgrader's converters take."""
    config = Config()
    exec(config_text("course", None, "digits"), {"get_config": lambda: config})  # noqa: S102  (as nbgrader does)
    autograde = Autograde(config=config)
    assert autograde.exporter_class is AskingExporter
    assert autograde.autograde_preprocessors[0] == "grader_nbgrader.autograde.AskGrader"
    assert not any("Execute" in str(one) for one in autograde.autograde_preprocessors)
    assert GenerateAssignment(config=config).exporter_class.__name__ == "CheckingExporter"
    assert "grader_nbgrader.feedback.Withhold" in GenerateFeedback(config=config).preprocessors
