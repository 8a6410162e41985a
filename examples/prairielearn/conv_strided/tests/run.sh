#!/usr/bin/env bash
# What PrairieLearn starts in the container. Beside it lies course.zip, made with
#     grader package course.zip conv_strided
set -u
root="${GRADER_PRAIRIELEARN_ROOT:-/grade}"
limit_s="${GRADER_TIME_LIMIT_S:-150}"

# There from the beginning, whatever happens: not gradable, so that a failure of the grader costs no attempt.
mkdir -p "$root/results"
cat >"$root/results/results.json" <<'JSON'
{"gradable": false, "message": "The grader failed. The fault is not yours, and no attempt is lost.",
 "format_errors": ["The grader failed. The fault is not yours, and no attempt is lost."]}
JSON

timeout --signal=INT --kill-after=20 "$limit_s" \
    python3 -m grader ci "$root/student" --student student --no-fail --jobs 1 \
    --course "$root/tests/course.zip" --format prairielearn --out "$root/results" </dev/null
echo "the grader ended with exit code $?"
exit 0
