"""The linear solver: columns with bounds and costs, rows that tie them; asked for the cheapest point, in whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

ENDLESS = float("inf")
NEARLY = 1e-6


@dataclass(frozen=True)
class Problem:
    """Columns (their bounds), and rows: the sum of each column times its factor lies between two bounds."""

    low: Sequence[float]
    high: Sequence[float]
    rows: Sequence[tuple[Sequence[tuple[int, float]], float, float]]


class Quiet(highspy.Highs):
    """The solver without its callbacks: nothing here asks for one, and to set them up greets on standard output."""

    def enableCallbacks(self) -> None:  # noqa: N802 - its name is the solver's
        """Set up none."""


class Solver:
    """One problem, solved again and again with other bounds and costs. One thread and one seed: the same answer each time."""

    def __init__(self, problem: Problem, *, whole: bool, nodes: int = 200) -> None:
        self.columns = len(problem.low)
        self.highs = Quiet()
        for option, setting in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_max_nodes", nodes)):
            self.highs.setOptionValue(option, setting)
        self.highs.passModel(model_of(problem, whole=whole))

    def bound(self, column: int, low: float, high: float) -> None:
        """The bounds of a column from now on."""
        self.highs.changeColBounds(column, low, high)

    def cost(self, column: int, cost: float) -> None:
        """What one unit of a column costs from now on."""
        self.highs.changeColCost(column, cost)

    def solve(self) -> list[float] | None:
        """The cheapest point, or None where there is none (or none was found)."""
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal and not self.stopped_early():
            return None
        return list(self.highs.getSolution().col_value)

    def stopped_early(self) -> bool:
        """That the search in whole numbers ended at its limit, with a point in hand."""
        ended = self.highs.getModelStatus() == highspy.HighsModelStatus.kSolutionLimit
        return ended and self.highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible


def model_of(problem: Problem, *, whole: bool) -> highspy.HighsLp:
    """The problem as the solver takes it: at first nothing costs anything."""
    lp = highspy.HighsLp()
    lp.num_col_ = len(problem.low)
    lp.num_row_ = len(problem.rows)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.array(problem.low, dtype=float)
    lp.col_upper_ = np.array(problem.high, dtype=float)
    lp.row_lower_ = np.array([low for _, low, _ in problem.rows], dtype=float)
    lp.row_upper_ = np.array([high for _, _, high in problem.rows], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in problem.rows)])
    lp.a_matrix_.index_ = np.array([column for terms, _, _ in problem.rows for column, _ in terms], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([factor for terms, _, _ in problem.rows for _, factor in terms], dtype=float)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    return lp


def whole_numbers(point: Sequence[float]) -> list[int] | None:
    """The point in whole numbers, None where it is not one."""
    rounded = [round(value) for value in point]
    return rounded if all(abs(value - near) < NEARLY for value, near in zip(point, rounded, strict=True)) else None
