"""The console: ``python -m gps migrate``, ``python -m gps deactivate_overdue`` and the others."""

import os
import sys

from django.core.management import execute_from_command_line

from gps.documents import offline


def main() -> None:
    """Run the management command that the arguments name. One of them needs nothing of the service."""
    if sys.argv[1:2] == ["verify_proof"]:
        sys.exit(offline.main(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gps.config.settings")
    execute_from_command_line([f"{sys.executable} -m gps", *sys.argv[1:]])


if __name__ == "__main__":
    main()
