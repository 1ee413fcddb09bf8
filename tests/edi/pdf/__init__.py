"""Tests of edi.pdf."""
