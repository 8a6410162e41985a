"""nbgrader, both ways: source notebooks, autograding through the wall, scores into its gradebook, its tree."""
