"""Moodle: submissions as they are downloaded, and grades with their feedback."""
