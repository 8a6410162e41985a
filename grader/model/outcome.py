"""How a check, or a whole job, ended."""

import enum


class Outcome(enum.StrEnum):
    """What was observed; only `PASSED` earns a check's full points, and `INTERNAL_ERROR` costs none."""

    PASSED = "passed"
    FAILED = "failed"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    CPU_LIMIT = "cpu_limit"
    JOB_TIME_LIMIT = "job_time_limit"
    OUT_OF_MEMORY = "out_of_memory"
    THREAD_LIMIT = "thread_limit"
    OPEN_FILES_LIMIT = "open_files_limit"
    OUTPUT_LIMIT = "output_limit"
    SCRATCH_LIMIT = "scratch_limit"
    FILE_SIZE_LIMIT = "file_size_limit"
    NO_SCRATCH = "no_scratch"
    CRASHED = "crashed"
    BROKE_PROTOCOL = "broke_protocol"
    NOT_RUN = "not_run"
    INTERNAL_ERROR = "internal_error"


# Of a check, of a worker's processor, of a whole job.
OUT_OF_TIME = frozenset({Outcome.TIMED_OUT, Outcome.CPU_LIMIT, Outcome.JOB_TIME_LIMIT})


class Visibility(enum.StrEnum):
    """Who sees a check's result, in Gradescope's words."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
