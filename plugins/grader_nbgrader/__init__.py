"""nbgrader, both ways: its source and autograding through the wall; its tree, and its gradebook."""
