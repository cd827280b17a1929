"""How the site is prepared, run and observed.

bootstrap       wait for the database, migrate, superuser, static files
older_database  a database that cannot be migrated
scheduler       what is due, run beside a server
command         an operator's command as a child process
logs            JSON lines, the same on ECS and Lambda
unserved        Wagtail's API v3, left out of every start
welcome         what `make run` prints
"""
