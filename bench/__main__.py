"""`python -m bench [WORD]`: run the benchmarks (those whose name contains the word); 1 if a promise is broken.

A file bench_*.py in this folder lists its own in BENCHMARKS.
"""

import importlib
import os
import sys
from pathlib import Path

import django

from bench import server
from bench.measure import Benchmark, measure


def found(word: str) -> list[Benchmark]:
    """All benchmarks whose name contains the word."""
    modules = [
        importlib.import_module(f"bench.{file.stem}") for file in sorted(Path(__file__).parent.glob("bench_*.py"))
    ]
    return [benchmark for module in modules for benchmark in module.BENCHMARKS if word in benchmark.name]


def main(word: str = "") -> int:
    """Measure, tell, and say by the code whether all promises hold."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escalation.settings")
    server.start()
    django.setup()
    results = []
    for benchmark in found(word):
        results.append(measure(benchmark))
        print(results[-1], flush=True)
    return 0 if results and all(result.kept for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
