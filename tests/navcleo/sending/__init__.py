"""Tests of navcleo/sending, module by module; tests/stories/test_faults_*.py prove the whole with faults and kills."""
