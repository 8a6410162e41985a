"""Codabench: what a scoring program leaves behind."""
