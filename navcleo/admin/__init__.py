"""The admin: everything a person can press. Registered from one table in registration.py."""
