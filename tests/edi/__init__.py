"""Tests of the pure code: no database, no socket."""
