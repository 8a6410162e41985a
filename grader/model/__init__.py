"""The nouns of grading, all of them frozen, and the arithmetic of scores."""
