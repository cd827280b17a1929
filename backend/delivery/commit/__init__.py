"""``commit check``: whether a commit is older than the one that serves."""
