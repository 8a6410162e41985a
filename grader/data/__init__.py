"""Data sets as stored arrays: opened in a moment, verified, and never computed twice on one machine."""

from grader.data.dataset import Dataset
from grader.data.open import open_dataset

__all__ = ["Dataset", "open_dataset"]
