"""Autolab: the last lines of an autograder's output."""
