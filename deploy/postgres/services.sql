-- A database and a role for each service: the role owns its database, and no other role may connect to it.
-- psql runs this at each start, and changes only what is missing. The passwords come from its environment (ORDERS_PASSWORD, ...).
\set ON_ERROR_STOP on
\getenv entry_api ENTRY_API_PASSWORD
\getenv orders ORDERS_PASSWORD
\getenv inventory INVENTORY_PASSWORD
\getenv payments PAYMENTS_PASSWORD
\getenv payment_provider PAYMENT_PROVIDER_PASSWORD
\getenv shipping SHIPPING_PASSWORD
\getenv carrier CARRIER_PASSWORD
\getenv notifications NOTIFICATIONS_PASSWORD
\getenv operations OPERATIONS_PASSWORD

CREATE TEMPORARY TABLE service (name text, password text);
INSERT INTO service VALUES
  ('entry_api', :'entry_api'),
  ('orders', :'orders'),
  ('inventory', :'inventory'),
  ('payments', :'payments'),
  ('payment_provider', :'payment_provider'),
  ('shipping', :'shipping'),
  ('carrier', :'carrier'),
  ('notifications', :'notifications'),
  ('operations', :'operations');

-- A failing statement is written to the server's log, and these hold passwords.
SET log_min_error_statement = panic;
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', name, password) FROM service
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
SELECT format('CREATE DATABASE %I OWNER %I', name, name) FROM service
  WHERE name NOT IN (SELECT datname FROM pg_database) \gexec
SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', datname) FROM pg_database
  WHERE datname IN (SELECT name FROM service UNION VALUES ('postgres'), ('template1'))
  AND has_database_privilege('public', datname, 'CONNECT') \gexec
