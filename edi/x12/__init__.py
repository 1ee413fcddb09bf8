"""ASC X12 (004010, 005010): splitter, envelope, tables, writer and one module per transaction set."""
