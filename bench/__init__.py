"""Benchmarks: `make bench`. Each measures something that was promised, and says whether the promise holds."""
