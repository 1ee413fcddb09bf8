"""Tests of the sandbox: its two halves over real HTTP."""
