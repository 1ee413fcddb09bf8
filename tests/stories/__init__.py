"""Stories over the real sandbox."""
