"""The demonstration: a complete site to look at and to play with, for development only.

``content/`` holds what is shown, as plain data, and ``images/`` its pictures; ``loader`` turns both into rows,
``volume`` makes a large site out of chance, ``accounts`` lets people in.
"""
