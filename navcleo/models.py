"""No tables: with this file Django sends post_migrate for the app, which keeps the groups (groups.py)."""
