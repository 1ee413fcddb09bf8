"""Tests of navcleo/sending, module by module; tests/stories/faults proves the whole with faults and kills."""
