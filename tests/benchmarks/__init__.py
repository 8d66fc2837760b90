"""How fast the site answers: ``DEBUG=true .venv/bin/python -m tests.benchmarks`` (docs/developers.md)."""
