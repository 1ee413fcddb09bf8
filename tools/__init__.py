"""What `make` runs: setting up, starting a PostgreSQL for the tests, running tests and checks."""
