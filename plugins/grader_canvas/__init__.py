"""Canvas: submissions as they are downloaded, and grades into an exported gradebook."""
