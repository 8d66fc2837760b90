#!/usr/bin/env python
"""Django's command line: ``python manage.py help`` lists what it can do."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civitas_cms.settings")
    if sys.argv[1:2] == ["test"]:
        # Tests are a developer's business: they need no production secrets.
        os.environ.setdefault("DEBUG", "true")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
