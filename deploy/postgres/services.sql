-- A database and a role for each variable NAME_PASSWORD of psql's environment: ORDERS_PASSWORD is the password of the role orders, which
-- uses the tables of the database orders. No other service's role may connect to it. The role owner, with OWNER_PASSWORD, owns all databases
-- and tables: AllInOne --migrate connects as owner. psql runs this at each start, and changes only what is missing.
\set ON_ERROR_STOP on
-- Certificates may have been renewed.
SELECT pg_reload_conf() \g /dev/null
-- A failing statement is written to the server's log, and these hold passwords.
SET log_min_error_statement = panic;
\set passwords `env | sed -n 's/^\([A-Z_]*\)_PASSWORD=/\1 /p'`
CREATE TEMPORARY TABLE role AS
  SELECT lower(split_part(line, ' ', 1)) AS name, substr(line, strpos(line, ' ') + 1) AS password
  FROM regexp_split_to_table(:'passwords', E'\n') AS line WHERE line <> '';
CREATE TEMPORARY TABLE service AS SELECT name FROM role WHERE name <> 'owner';
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM service) THEN RAISE 'No variable NAME_PASSWORD is set: there is no database to make.'; END IF;
  IF NOT EXISTS (SELECT FROM role WHERE name = 'owner') THEN RAISE 'The variable OWNER_PASSWORD is not set.'; END IF;
END $$;

SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', name, password) FROM role
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
SELECT format('CREATE DATABASE %I OWNER owner', name) FROM service
  WHERE name NOT IN (SELECT datname FROM pg_database) \gexec
SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', datname) FROM pg_database
  WHERE datname IN (SELECT name FROM service UNION VALUES ('postgres'), ('template1'))
  AND has_database_privilege('public', datname, 'CONNECT') \gexec

-- Rights to tables are given inside each database. REASSIGN is for what the service's role owned in earlier versions, and takes its right to
-- connect with it.
\set script `mktemp`
SELECT format(
$script$\connect %1$I
REASSIGN OWNED BY %1$I TO owner;
GRANT CONNECT ON DATABASE %1$I TO %1$I;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %1$I;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %1$I;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %1$I;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO %1$I;$script$, name)
FROM service \g (format=unaligned tuples_only=on) :script
\i :script
\setenv SCRIPT :script
\! rm -- "$SCRIPT"
