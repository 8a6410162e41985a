"""Stubs from solutions: nothing of the solution stays, and what stays is valid Python."""

import ast
import textwrap

import pytest

from grader.catalog.markers import strip_solutions
from grader.model.errors import CourseError


def _strip(source: str) -> str:
    return strip_solutions(textwrap.dedent(source), "s.py")


def test_function_body() -> None:
    """In a function the region becomes a line that raises and names the function; the rest stays."""
    assert _strip('''\
        """Module."""

        def double(x):
            """Return 2 x."""
            # BEGIN SOLUTION
            y = x
            return x + y
            # END SOLUTION

        LAST = 1
        ''') == textwrap.dedent('''\
        """Module."""

        def double(x):
            """Return 2 x."""
            # YOUR CODE HERE
            raise NotImplementedError("double is not written yet")

        LAST = 1
        ''')


def test_methods_are_named_with_their_class() -> None:
    """Two classes' `forward` are told apart in what their stubs raise."""
    stub = _strip("""\
        class A:
            def forward(self):
                # BEGIN SOLUTION
                return 1
                # END SOLUTION
        class B:
            async def forward(self):
                # BEGIN SOLUTION
                return 2
                # END SOLUTION
        """)
    assert "A.forward is not written yet" in stub
    assert "B.forward is not written yet" in stub


def test_class_body() -> None:
    """In a class body the stub can be imported: nothing raises there, and the class is not empty."""
    stub = _strip("""\
        class A:
            # BEGIN SOLUTION
            size = 3
            def area(self):
                return 9
            # END SOLUTION
        """)
    namespace: dict[str, type] = {}
    exec(compile(stub, "stub.py", "exec"), namespace)  # noqa: S102  (that it can be executed is the claim)
    assert not hasattr(namespace["A"], "size")
    assert not hasattr(namespace["A"], "area")


def test_module_level() -> None:
    """At module level the region becomes a comment alone, and an indented block gets a `pass`."""
    assert _strip("# BEGIN SOLUTION\nimport os\n# END SOLUTION\nx = 1\n") == "# YOUR CODE HERE\nx = 1\n"
    stub = _strip("if True:\n    # BEGIN SOLUTION\n    x = 1\n    # END SOLUTION\n")
    assert stub == "if True:\n    # YOUR CODE HERE\n    pass\n"


def test_inner_block() -> None:
    """A region inside a loop keeps the loop's indentation."""
    stub = _strip("""\
        def f(xs):
            for x in xs:
                # BEGIN SOLUTION
                yield x
                # END SOLUTION
            return None
        """)
    assert '        raise NotImplementedError("f is not written yet")\n    return None\n' in stub
    ast.parse(stub)


def test_markers_in_strings_are_text() -> None:
    """A marker inside a docstring opens nothing."""
    stub = _strip('''\
        def f():
            """Text.

            # BEGIN SOLUTION
            """
            # BEGIN SOLUTION
            return 1
            # END SOLUTION
        ''')
    assert "return 1" not in stub
    assert stub.count("# BEGIN SOLUTION") == 1


def test_tabs_and_form_feeds() -> None:
    """Lines are counted as Python counts them, with tabs for indentation and a form feed in a string."""
    stub = _strip('A = "\x0c"\ndef f():\n\t# BEGIN SOLUTION\n\treturn 1\n\t# END SOLUTION\n')
    assert stub == (
        'A = "\x0c"\ndef f():\n\t# YOUR CODE HERE\n\traise NotImplementedError("f is not written yet")\n'
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n", r"s\.py: no '# BEGIN SOLUTION'"),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION\n", r"s\.py:2: a region inside that of line 1"),
        ("x = 1\n# BEGIN SOLUTION\ny = 2\n", r"s\.py:2: this region is never closed"),
        ("x = 1\n# END SOLUTION\n", r"s\.py:2: '# END SOLUTION' closes nothing"),
        ("# begin solution\nx = 1\n# end solution\n", r"s\.py:1: '# begin solution' looks like a marker"),
        ("# BEGIN SOLUTIONS\nx = 1\n", r"s\.py:1: '# BEGIN SOLUTIONS' looks like a marker"),
        ("x = 1  # BEGIN SOLUTION\n# END SOLUTION\n", r"s\.py:1: a marker stands behind code"),
        ("def f():\n    # BEGIN SOLUTION\n    x = 1\n# END SOLUTION\n", r"s\.py:4: indented otherwise"),
        (
            "def f():\n    # BEGIN SOLUTION\n    x = 1\ndef g():\n    y = 2\n    # END SOLUTION\n",
            r"s\.py:4: stands in the region of line 2 but is indented less",
        ),
        ("def f(:\n    pass\n", r"s\.py:1: the solution is no valid Python"),
        (
            "x = [\n    # BEGIN SOLUTION\n    1\n    # END SOLUTION\n]\n",
            r"s\.py:3: without its regions the stub",
        ),
        ("x = 1\0\n", r"s\.py:1: the solution is no valid Python: .*null"),
    ],
)
def test_wrong_markers(source: str, message: str) -> None:
    """Whatever is wrong with the markers, the error names the file, the line and the way out."""
    with pytest.raises(CourseError, match=message):
        strip_solutions(source, "s.py")
