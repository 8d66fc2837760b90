"""Django's PostgreSQL backend on the embedded server: see ``civitas_cms.database``."""
