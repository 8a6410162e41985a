"""PrairieLearn: the results.json of an external grader."""
