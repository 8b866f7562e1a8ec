#!/bin/sh
# Once, when the database is first made: the role of the web process, which owns nothing and reads and writes rows alone.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
    --set password="$PARLEY_WEB_PASSWORD" <<'SQL'
CREATE ROLE parley_web LOGIN PASSWORD :'password';
-- Of what everybody may do here, temporary tables above all: one could stand in for a table of the same name.
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO parley_web;
GRANT USAGE ON SCHEMA public TO parley_web;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO parley_web;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO parley_web;
SQL
