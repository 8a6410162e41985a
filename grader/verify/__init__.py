"""The gate before a course is released: its solutions, stubs, mistakes and tests are held to each other."""
