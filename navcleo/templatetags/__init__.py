"""Filters for our admin pages."""
