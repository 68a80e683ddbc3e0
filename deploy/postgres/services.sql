-- A database and a role for each variable NAME_PASSWORD of psql's environment: ORDERS_PASSWORD is the password of the role orders, which
-- owns the database orders. No other role may connect to it. psql runs this at each start, and changes only what is missing.
\set ON_ERROR_STOP on
\set passwords `env | sed -n 's/^\([A-Z_]*\)_PASSWORD=/\1 /p'`
CREATE TEMPORARY TABLE service AS
  SELECT lower(split_part(line, ' ', 1)) AS name, substr(line, strpos(line, ' ') + 1) AS password
  FROM regexp_split_to_table(:'passwords', E'\n') AS line WHERE line <> '';
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM service) THEN RAISE 'No variable NAME_PASSWORD is set: there is no database to make.'; END IF;
END $$;

-- A failing statement is written to the server's log, and these hold passwords.
SET log_min_error_statement = panic;
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', name, password) FROM service
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
SELECT format('CREATE DATABASE %I OWNER %I', name, name) FROM service
  WHERE name NOT IN (SELECT datname FROM pg_database) \gexec
SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', datname) FROM pg_database
  WHERE datname IN (SELECT name FROM service UNION VALUES ('postgres'), ('template1'))
  AND has_database_privilege('public', datname, 'CONNECT') \gexec
