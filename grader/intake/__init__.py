"""Find what students handed in, and read it as bytes; nothing here executes or changes any of it."""
