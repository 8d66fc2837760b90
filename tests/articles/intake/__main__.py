"""Prints how well quotes are recognised, see ``measure``."""

import django

django.setup()

from .measure import main  # noqa: E402 - what it imports asks for the settings

main()
