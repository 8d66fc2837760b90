"""PostgreSQL: the embedded server, Django's backend on it, and the time limit of statements."""
