"""Hidden tests as pytest runs them against a worker, and the tally of what was observed."""
