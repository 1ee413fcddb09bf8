"""Every fault at every call, and a kill between any two steps: exactly one effect, counted in the sandbox's books."""
