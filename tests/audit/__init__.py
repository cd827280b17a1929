"""``make audit``: known vulnerabilities of what the lock files pin, and secrets in files."""
