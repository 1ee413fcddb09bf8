"""One queue cluster as a child of `manage.py worker`: django-q2's qcluster, whose processes end with their parents."""

from __future__ import annotations

import os
import sys

from navcleo import children

NAMES = ("work", "clock")


def main() -> None:
    """`python -m navcleo.cluster NAME PARENT`. django-q2 chooses the cluster's settings by Q_CLUSTER_NAME at import."""
    name, parent = sys.argv[1], int(sys.argv[2])
    os.environ["Q_CLUSTER_NAME"] = name
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "navcleo.settings")
    children.follow(parent)
    # its sentinel, workers, pusher and monitor: orphans of a killed parent would go on taking work
    children.follow_in_forks()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "qcluster"])


if __name__ == "__main__":
    main()
