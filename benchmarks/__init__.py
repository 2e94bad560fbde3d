"""What we promise in numbers, each beside its rival or its floor, in one run: `make bench`."""
