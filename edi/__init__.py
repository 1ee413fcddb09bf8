"""Electronic documents as values: reading, checking, writing and mapping, without network or database."""
