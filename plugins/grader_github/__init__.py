"""GitHub: annotations and a job summary, Classroom 50, the legacy GitHub Classroom, and their checkouts."""
