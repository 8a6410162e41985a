"""pytest --grader: hidden tests from an editor, through the judge and behind the wall."""
