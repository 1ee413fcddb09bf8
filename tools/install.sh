#!/bin/sh
# Makes the virtual environment $1 from the lock $2 (requirements.lock where none is named), checking every hash. uv does it
# in seconds; where uv cannot be had or fails, pip does the same, only slower.
set -eu
venv="$1"
lock="${2:-requirements.lock}"

if ! "$venv/bin/python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
    python="$(sh tools/find_python.sh)"
    echo "making $venv with $python ($("$python" --version))"
    "$python" -m venv --clear "$venv"
fi

UV_PYTHON_DOWNLOADS=never
UV_LINK_MODE=copy
PIP_DISABLE_PIP_VERSION_CHECK=1
export UV_PYTHON_DOWNLOADS UV_LINK_MODE PIP_DISABLE_PIP_VERSION_CHECK

if { "$venv/bin/python" -m uv --version >/dev/null 2>&1 || "$venv/bin/python" -m pip install --quiet uv; } &&
    "$venv/bin/python" -m uv pip install --quiet --python "$venv/bin/python" --require-hashes -r "$lock"; then
    :
else
    echo "uv did not manage, installing with pip" >&2
    "$venv/bin/python" -m pip install --quiet --require-hashes -r "$lock"
fi
echo "$venv holds what $lock names"
