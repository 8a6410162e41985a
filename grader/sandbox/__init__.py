"""Starting, bounding and ending workers."""
