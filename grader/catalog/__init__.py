"""The course: its exercises, the stubs made from its solutions, and what students start from."""
