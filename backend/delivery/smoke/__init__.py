"""``smoke``: probes of a live backend."""
