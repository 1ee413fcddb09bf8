"""The tests; the tree mirrors the packages, plus stories/, samples/ and architecture/."""
