"""Management commands: the stable surface that scripts rely on."""
