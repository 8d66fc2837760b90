"""Tests of the board on which a programme is arranged."""
