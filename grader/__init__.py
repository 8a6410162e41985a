"""The harness a deep-learning course grades with."""
