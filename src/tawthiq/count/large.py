"""Large covers by HiGHS, in floating point; what leaves here is checked exactly.

The only module that needs HiGHS and NumPy; they are loaded when a large cover asks.
"""

import importlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from tawthiq.base.errors import DamagedError

DENOMINATOR = 720
CLOSE = 1e-6


def maximise_large(
    gain: Sequence[int], cells: Sequence[int]
) -> tuple[Fraction, tuple[Fraction, ...], int, tuple[int, ...]]:
    """Return value, weights, tight rows and priced cells of a packing programme.

    The weights are rational and satisfy every cell exactly: read off the solver's result,
    and shrunk a little in the case that reading them off has lifted a cell over 1.
    """
    values, prices = _solve(gain, cells)
    weights = [Fraction(value).limit_denominator(DENOMINATOR) for value in values]
    used = sum(1 << i for i, weight in enumerate(weights) if weight)
    fullest = max(
        sum((w for i, w in enumerate(weights) if cell >> i & 1), Fraction(0))
        for cell in {cell & used for cell in cells}
    )
    if fullest > 1:
        weights = [weight / fullest for weight in weights]
    total = sum((w * g for w, g in zip(weights, gain, strict=True) if w), Fraction(0))
    sums = [0.0] * len(gain)
    for cell, price in zip(cells, prices, strict=True):
        if price > CLOSE:
            for i in range(len(gain)):
                if cell >> i & 1:
                    sums[i] += price
    tight = sum(1 << i for i, (s, g) in enumerate(zip(sums, gain, strict=True)) if s < g + CLOSE)
    priced = tuple(c for c, price in zip(cells, prices, strict=True) if price > CLOSE)
    return total, tuple(weights), tight, priced


def _solve(gain: Sequence[int], cells: Sequence[int]) -> tuple[list[float], list[float]]:
    """Return the optimal variables and the cells' prices, as floats."""
    highspy = importlib.import_module("highspy")
    numpy = importlib.import_module("numpy")
    starts, index = [0], []
    for cell in cells:
        left = cell
        while left:
            low = left & -left
            index.append(low.bit_length() - 1)
            left ^= low
        starts.append(len(index))
    model: Any = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(gain), len(cells)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = numpy.array(gain, dtype=float)
    model.col_lower_ = numpy.zeros(len(gain))
    model.col_upper_ = numpy.full(len(gain), highspy.kHighsInf)
    model.row_lower_ = numpy.full(len(cells), -highspy.kHighsInf)
    model.row_upper_ = numpy.ones(len(cells))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = numpy.array(starts)
    model.a_matrix_.index_ = numpy.array(index)
    model.a_matrix_.value_ = numpy.ones(len(index))
    solver: Any = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise DamagedError("count.solver", "The solver gave no optimum for a large cover.")
    solution = solver.getSolution()
    return list(solution.col_value), list(solution.row_dual)
