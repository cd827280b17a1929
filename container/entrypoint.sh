#!/bin/sh
# Prepare the environment, then become the server. Any other command runs at once and unprepared, so
# that a one-off command does what it says and nothing else.
set -eu

if [ "${1:-}" = gunicorn ]; then
    # In the background, for a shell that waits for a program in front hears no SIGTERM meanwhile.
    python manage.py bootstrap &
    bootstrap=$!
    trap 'kill -TERM "$bootstrap" 2>/dev/null' TERM INT
    wait "$bootstrap"
    trap - TERM INT
fi

exec "$@"
