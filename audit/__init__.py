"""What happened, for ever: payloads, documents, events, attempts, links, quarantine."""
