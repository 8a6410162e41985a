"""The plain JSON report: what students may see, for programs."""
