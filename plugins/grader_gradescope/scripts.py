"""The two scripts of an autograder's zip."""

import json
import shlex
from collections.abc import Sequence

from grader_gradescope.results import NOT_GRADED

_SETUP = r"""#!/usr/bin/env bash
# Written by `grader gradescope build`. Gradescope runs it once, as root, to make the image.
set -euo pipefail
source="${GRADER_AUTOGRADER_ROOT:-/autograder}/source"
home="${GRADER_HOME:-/opt/grader}"
export GRADER_CACHE="$home/cache" DEBIAN_FRONTEND=noninteractive

install() { command -v apt-get >/dev/null && apt-get install -y -qq "$@" >/dev/null; }
is_new() { "$1" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
find_python() {
    local name
    for name in python3.12 python3.13 python3.11 python3.14 python3; do
        if command -v "$name" >/dev/null && is_new "$name"; then
            echo "$name"
            return
        fi
    done
}

if command -v apt-get >/dev/null; then apt-get update -qq; fi
install libseccomp2 || echo "libseccomp2 is not installed by this script; the wall needs it"
python="$(find_python)"
for version in 3.12 3.13 3.11 3.14; do
    if [[ -z "$python" ]] && install "python$version" "python$version-venv"; then python="$(find_python)"; fi
done
if [[ -z "$python" ]]; then
    echo "There is no Python 3.11 or newer here, and none to install; choose a newer base image." >&2
    exit 1
fi

"$python" -m venv "$home/venv"
if [[ -f "$source/requirements.txt" ]]; then
    "$home/venv/bin/python" -m pip install --quiet -r "$source/requirements.txt"
fi
"$home/venv/bin/python" -m pip install --quiet @INSTALL@
"$home/venv/bin/python" -m grader prepare --course "$source/course.zip" @PREPARE@
"""

_RUN = r"""#!/usr/bin/env bash
# Written by `grader gradescope build`. Gradescope runs it, as root, for each submission.
set -u
root="${GRADER_AUTOGRADER_ROOT:-/autograder}"
home="${GRADER_HOME:-/opt/grader}"
export GRADER_CACHE="$home/cache"

# It is there from the beginning, whatever happens. A grade replaces it as a whole; it has no score, so that a
# failure of the grader is none of the student's.
mkdir -p "$root/results"
cat >"$root/results/results.json" <<'JSON'
@FAILED@
JSON

# Gradescope itself would give a zero to whoever runs past its own limit, so ours comes first.
timeout --signal=INT --kill-after=20 "${GRADER_TIME_LIMIT_S:-@LIMIT@}" \
    "$home/venv/bin/python" -m grader gradescope run "$root" \
    --course "$root/source/course.zip" @RUN@ </dev/null
code=$?
case "$code" in
    0) ;;
    124 | 137) echo "stopped: it took longer than ${GRADER_TIME_LIMIT_S:-@LIMIT@} seconds; not graded" ;;
    *) echo "not graded: the grader ended with exit code $code" ;;
esac
exit 0
"""


def setup_script(installed: str, prepare: Sequence[str]) -> str:
    """setup.sh.

    Args:
        installed: what pip installs: a requirement, or a wheel's name in the zip.
        prepare: options of `grader prepare`.
    """
    what = f'"$source"/{shlex.quote(installed)}' if installed.endswith(".whl") else shlex.quote(installed)
    return _SETUP.replace("@INSTALL@", what).replace("@PREPARE@", shlex.join(prepare)).replace(" \n", "\n")


def run_script(options: Sequence[str], limit_s: int) -> str:
    """run_autograder; `options` are of `grader gradescope run`, and it may take `limit_s` seconds."""
    failed = json.dumps({"output": NOT_GRADED}, indent=1)
    return (
        _RUN.replace("@FAILED@", failed)
        .replace("@LIMIT@", str(limit_s))
        .replace("@RUN@", shlex.join(options))
        .replace("  </dev/null", " </dev/null")
    )
