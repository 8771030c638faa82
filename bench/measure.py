"""What a benchmark is, and how it is measured."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Benchmark:
    """Something that is to take at most `promise` seconds, at the median of `rounds` runs."""

    name: str
    promise: float
    run: Callable[[], object]
    rounds: int = 20


@dataclass(frozen=True)
class Result:
    """What a benchmark took, in seconds."""

    benchmark: Benchmark
    median: float
    worst: float

    @property
    def kept(self) -> bool:
        return self.median <= self.benchmark.promise

    def __str__(self) -> str:
        verdict = "kept  " if self.kept else "BROKEN"
        figures = f"median {self.median * 1000:9.2f} ms   worst {self.worst * 1000:9.2f} ms"
        return f"{verdict} {self.benchmark.name:55} {figures}   promised {self.benchmark.promise * 1000:g} ms"


def measure(benchmark: Benchmark) -> Result:
    """Run a benchmark once to warm up, then `rounds` times."""
    benchmark.run()
    times = []
    for _ in range(benchmark.rounds):
        began = time.perf_counter()
        benchmark.run()
        times.append(time.perf_counter() - began)
    times.sort()
    return Result(benchmark, times[len(times) // 2], times[-1])
