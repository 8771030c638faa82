"""Which numbers must not be shown, so that what an outsider can work out leaves each small number open.

The outsider is a linear program: how far may a number move, if all that is shown stays as it is? Every move that we rely on
is found in whole numbers, and kept: it is the proof that the number could have been another. Where a number cannot move
far enough, the solver looks for the cheapest numbers to hide besides, small ones first.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.suppression.solving import ENDLESS, Problem, Solver, whole_numbers
from reports.suppression.system import System

Move = NDArray[np.int64]
WIDTH = 1.5
"""By which factor numbers differ that are told apart in choosing which to hide."""
LOOKS = 150
"""How often it is looked for another way round a number that might be shown after all."""


@dataclass(frozen=True)
class Need:
    """That a number can move so far (up, or down where below zero)."""

    place: int
    by: int

    def met(self, moves: Move) -> NDArray[np.bool_]:
        """Which of these moves meet it."""
        moved = moves[..., self.place]
        return moved >= self.by if self.by > 0 else moved <= self.by


class Choice:
    """The numbers hidden so far, and the moves that prove what is left open."""

    def __init__(self, system: System, values: list[int], threshold: int) -> None:
        self.system, self.values, self.threshold = system, values, threshold
        self.hidden = {p for p, number in enumerate(system.numbers) if number.choice and self.small(p)}
        self.first = frozenset(self.hidden)
        self.needs: list[Need] = []
        self.exposed: list[int] = []
        self.moves: Move = np.zeros((0, len(values)), dtype=np.int64)
        self.columns = {
            p: 2 * at for at, p in enumerate(p for p, number in enumerate(system.numbers) if not number.fixed)
        }
        problem = self.problem()
        self.solvers = [Solver(problem, whole=False), Solver(problem, whole=True)]
        for place in self.columns:
            self.price(place, 0 if self.open(place) else self.cost(place))

    def small(self, place: int) -> bool:
        """That a number tells of so few that it is not shown."""
        return 1 <= abs(self.values[place]) <= self.threshold

    def open(self, place: int) -> bool:
        """That nobody is shown this number."""
        return place in self.hidden or not self.system.numbers[place].choice

    def cost(self, place: int) -> float:
        """What hiding it costs: the smaller the less. Numbers near each other cost the same but for their order, so that a
        choice tells little of how small a number was.
        """
        return WIDTH ** round(math.log(self.values[place], WIDTH)) * (1 + place / 1e5)

    def problem(self) -> Problem:
        """How far each number that is not known may move up, and down, with all rows holding."""
        high: list[float] = []
        for place in self.columns:
            high += [ENDLESS, self.values[place] - self.system.numbers[place].low]
        rows = []
        for row in self.system.rows:
            terms = [
                (self.columns[p] + down, factor * (-1) ** down)
                for p, factor in row.terms
                if p in self.columns
                for down in (0, 1)
            ]
            now = sum(factor * self.values[p] for p, factor in row.terms)
            if terms:
                rows.append((terms, row.low - now, row.high - now))
        return Problem([0.0] * len(high), high, rows)

    def price(self, place: int, cost: float) -> None:
        """What moving a number costs from now on."""
        for solver in self.solvers:
            solver.cost(self.columns[place], cost)
            solver.cost(self.columns[place] + 1, cost)

    def hide(self, places: set[int]) -> None:
        """Hide these as well."""
        for place in places - self.hidden:
            self.hidden.add(place)
            self.price(place, 0)

    def show(self, place: int) -> None:
        """Show one after all, and rely on no move of it."""
        self.hidden.discard(place)
        self.price(place, self.cost(place))
        self.moves = self.moves[self.moves[:, place] == 0]

    def cheapest(self, need: Need) -> Move | None:
        """The move that meets a need and asks for the least to be hidden, in whole numbers; None where there is none."""
        for solver in self.solvers:
            point = self.moved(solver, need)
            if point is None:
                return None
            found = whole_numbers(point)
            if found is not None:
                move = np.zeros(len(self.values), dtype=np.int64)
                places = list(self.columns)
                move[places] = np.array(found[0::2]) - np.array(found[1::2])
                return move
        return None

    def moved(self, solver: Solver, need: Need) -> list[float] | None:
        """The cheapest point at which the number has moved as far as it needs."""
        up, down = self.columns[need.place], self.columns[need.place] + 1
        most = self.values[need.place] - self.system.numbers[need.place].low
        if -need.by > most:
            return None
        solver.bound(up, max(need.by, 0), max(need.by, 0))
        solver.bound(down, max(-need.by, 0), max(-need.by, 0))
        point = solver.solve()
        solver.bound(up, 0, ENDLESS)
        solver.bound(down, 0, most)
        return point

    def touched(self, move: Move) -> set[int]:
        """The numbers of the tables in hand that a move changes."""
        return {int(place) for place in np.flatnonzero(move) if self.system.numbers[place].choice}

    def meet(self, need: Need) -> bool:
        """See to it that a number can move so far; False where it cannot, whatever is hidden."""
        if not need.met(self.moves).any():
            move = self.cheapest(need)
            if move is None:
                return False
            self.hide(self.touched(move))
            self.moves = np.vstack([self.moves, move])
        self.needs.append(need)
        return True

    def meet_first(self, needs: Iterator[Need]) -> bool:
        """See to it that a number can move as far as the first of these that can be."""
        return any(self.meet(need) for need in needs)

    def leave_open(self, place: int) -> bool:
        """See to it that a small number could be another: any other small one if it stands in a table, and else by one."""
        value = self.values[place]
        if not self.system.numbers[place].choice:
            return self.meet_first(Need(place, by) for by in (1, -1))
        down = value == 1 or self.meet_first(Need(place, by) for by in range(1 - value, 0))
        up = value == self.threshold or self.meet_first(Need(place, by) for by in range(self.threshold - value, 0, -1))
        return (down and value > 1) or (up and value < self.threshold) or self.meet_first(iter([Need(place, 1)]))

    def protect(self) -> None:
        """Leave every small number open, as far as what was published before still allows."""
        for place in sorted(self.columns, key=lambda p: (not self.system.numbers[p].choice, p)):
            if self.small(place) and not self.leave_open(place):
                self.exposed.append(place)
        self.show_again()

    def show_again(self) -> None:
        """Show what need not be hidden after all, the largest first."""
        looks = LOOKS
        for place in sorted(self.hidden - self.first, key=lambda p: (-self.values[p], p)):
            spare = [need for need in self.needs if not (need.met(self.moves) & (self.moves[:, place] == 0)).any()]
            if len(spare) <= looks:
                looks -= len(spare)
                if all(self.without(place, need) for need in spare):
                    self.show(place)

    def without(self, place: int, need: Need) -> bool:
        """That a need can be met by what is hidden without this number."""
        self.price(place, self.cost(place))
        move = self.cheapest(need)
        self.price(place, 0)
        if move is None or not self.touched(move) <= self.hidden - {place}:
            return False
        self.moves = np.vstack([self.moves, move])
        return True
