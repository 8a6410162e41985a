"""Gradescope: results.json, the autograder's zip, and the export of a class's submissions."""
