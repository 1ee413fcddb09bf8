"""How fast: documents per second without any I/O, the whole circle on each database, and the floor under it."""
