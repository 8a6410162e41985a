"""The tables of a gradebook; rows are added and never changed."""

import sqlalchemy as sa

from grader.store.text import AnyText

VERSION = 2

metadata = sa.MetaData()

gradebook = sa.Table("gradebook", metadata, sa.Column("version", sa.Integer, nullable=False))

results = sa.Table(
    "results",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, index=True),
    sa.Column("student", AnyText, nullable=False),
    sa.Column("exercise", AnyText, nullable=False),
    sa.Column("graded", sa.Boolean, nullable=False),
    sa.Column("recorded_at", sa.String(32), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("started_at", sa.String(32), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

run_jobs = sa.Table(
    "run_jobs",
    metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("student", AnyText, nullable=False),
    sa.Column("exercise", AnyText, nullable=False),
    sa.Column("filename", AnyText, nullable=False),
    sa.Column("problem", AnyText, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("submitted_at", sa.String(40), nullable=False),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False, index=True),
    sa.Column("student", AnyText, nullable=False),
    sa.Column("path", AnyText, nullable=False),
    sa.Column("message", AnyText, nullable=False),
)
