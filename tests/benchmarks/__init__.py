"""What `make bench` measures, held in bounds where a bound is promised."""
