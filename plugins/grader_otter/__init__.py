"""Otter-style grades, for scripts that read what `otter grade` writes."""
