"""One file per kind of effect at the other side, each the same four verbs: look, intend, act, verify."""
