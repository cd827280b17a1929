"""Django's PostgreSQL backend, with a cheaper check of connections that are kept: see `base`."""
