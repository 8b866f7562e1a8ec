#!/bin/sh
# Migrates as the owner of the tables, then serves as the role that may not touch the guards.
set -eu
PGPASSWORD="$PARLEY_OWNER_PASSWORD" uv run --no-sync manage.py migrate --verbosity 1
unset PARLEY_OWNER_PASSWORD DATABASE_OWNER_URL # the web process has no business with them
uv run --no-sync manage.py collectstatic --noinput --verbosity 0
exec uv run --no-sync granian --interface wsgi --host 0.0.0.0 --port 8000 \
    --workers "${PARLEY_WORKERS:-2}" --blocking-threads 4 --no-ws parley.wsgi:application
