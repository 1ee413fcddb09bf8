"""Tests of the mappers: booking rules 3 and 4 as pure decisions."""
