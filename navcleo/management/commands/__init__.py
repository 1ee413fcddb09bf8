"""One module per command; `manage.py COMMAND --help` teaches each."""
