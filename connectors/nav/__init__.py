"""NAV / Business Central over API v2.0 and, where published, OData V4 pages."""
