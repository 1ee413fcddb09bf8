"""The meeting point of NAV, Cleo, documents and people: settings, workflows, admin."""
