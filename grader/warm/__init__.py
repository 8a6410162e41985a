"""Warm starts: a process that has imported everything once, and forks a child for each client. Linux only."""
