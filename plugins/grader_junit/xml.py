"""Suites as JUnit XML, made by junitparser."""

import io
from collections.abc import Sequence

from junitparser import Attr, Error, Failure, JUnitXml, TestCase, TestSuite

from grader.report.inert import in_xml, shorten
from grader_junit.document import Case, Suite


class CaseInFile(TestCase):
    """A case with the attribute that GitLab makes a link of; the schema lacks it."""

    file = Attr()


def xml_text(suites: Sequence[Suite], *, files: bool = False, longest: int = 20_000) -> str:
    """The whole document.

    Args:
        suites: in the order in which they are to stand there.
        files: whether each case names the student's file.
        longest: of a message, in letters; the rest is left out.
    """
    whole = JUnitXml("grader")
    for suite in suites:
        made = TestSuite(in_xml(suite.name))
        for name, value in suite.properties.items():
            made.add_property(name, value)
        made.add_testcases([_case(case, suite, files=files, longest=longest) for case in suite.cases])
        # Not `add_testsuite`, which compares it with every one before; junitparser has no type for this.
        whole.append(made)  # type: ignore[no-untyped-call]
    written = io.BytesIO()
    whole.write(written, pretty=True)
    return written.getvalue().decode("utf-8")


def _case(case: Case, suite: Suite, *, files: bool, longest: int) -> TestCase:
    made = CaseInFile(in_xml(case.name), in_xml(suite.classname), round(case.time_s, 3))
    if files and suite.file:
        made.file = in_xml(suite.file)
    if case.kind:
        kind = Failure if case.kind == "failure" else Error
        ending = kind(in_xml(case.message), case.type)
        # GitLab shows the text and not the message.
        ending.text = shorten(in_xml("\n".join(filter(None, (case.message, case.text)))), longest)
        made.result = [ending]
    return made
