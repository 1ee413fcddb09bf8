"""Cleo Integration Cloud: login and mailbox files."""
