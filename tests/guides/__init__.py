"""An app that adds a kind of item: one model, one admin, one registration and two templates, and nothing outside it.

``test_a_new_kind.py`` installs it, for as long as its tests run.
"""
