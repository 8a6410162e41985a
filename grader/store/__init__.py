"""The gradebook: every result that was ever observed, and the plan of every run."""
