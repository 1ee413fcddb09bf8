"""What happens next, as seven verbs: poll, fetch, store, parse, map, send, link."""
