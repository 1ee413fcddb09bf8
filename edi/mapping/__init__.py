"""Documents to NAV records and back: pure decisions about lines, units and money."""
