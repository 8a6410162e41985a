"""Running jobs: here, several at once, or one after another."""
