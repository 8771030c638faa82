"""The documents that the code gives: each module writes one, and `make check` fails when one is stale."""
