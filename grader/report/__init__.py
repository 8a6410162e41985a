"""DataFrames and files about the last run of a gradebook."""
