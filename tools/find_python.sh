#!/bin/sh
# Prints an interpreter that is Python 3.11 to 3.13 and can make virtual environments; says plainly what is missing.
# PYTHON=... overrides the search (it is still checked). Interpreters are tried by running them: a shim may be on the
# path and lead nowhere.
suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}
makes_environments() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

version_of() {
    "$1" --version 2>/dev/null || echo "does not run"
}

found=""
for candidate in ${PYTHON:-python3 python3.11 python3.12 python3.13 python}; do
    suits "$candidate" || continue
    found="$candidate"
    if makes_environments "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
done

if [ -n "$found" ]; then
    echo "navcleo: $found suits, but its venv module is missing; on Debian: apt-get install python3-venv" >&2
elif [ -n "${PYTHON:-}" ]; then
    echo "navcleo needs Python 3.11 to 3.13; PYTHON=$PYTHON: $(version_of "$PYTHON")" >&2
else
    echo "navcleo needs Python 3.11 to 3.13; none was found (python3: $(version_of python3)). Name one with PYTHON=/path/to/python3.11" >&2
fi
exit 1
