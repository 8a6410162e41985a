"""JUnit XML of what students may see, for Jenkins and its like, and for GitLab."""
