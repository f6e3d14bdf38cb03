"""Large covers by HiGHS, in floating point; what leaves `packing` is checked exactly.

The only module that needs HiGHS and NumPy; they are loaded when a large cover asks. A model
is kept warm, so that striking some rows costs a few pivots.
"""

import importlib
from collections.abc import Iterable, Sequence
from typing import Any

from tawthiq.base.errors import DamagedError

CLOSE = 1e-6


class Large:
    """How often each row may be taken so that no atom counts more than once, most people."""

    def __init__(self, masks: Sequence[int], gain: Sequence[int]) -> None:
        """Lay out rows (masks of atoms, persons each): atoms with the same rows are one."""
        self._numpy: Any = importlib.import_module("numpy")
        self._highspy: Any = importlib.import_module("highspy")
        self._gain = gain
        self._cells = self._distinct_cells(masks)
        self._solver = self._load()
        self._excluded: list[int] = []

    def solve(self, without: Iterable[int] = ()) -> tuple[list[float], list[float]]:
        """Return how often each row is taken, and the price of each cell."""
        closed, infinity = list(without), self._highspy.kHighsInf
        for row in self._excluded:
            self._solver.changeColBounds(row, 0.0, infinity)
        for row in closed:
            self._solver.changeColBounds(row, 0.0, 0.0)
        self._excluded = closed
        self._solver.run()
        if self._solver.getModelStatus() != self._highspy.HighsModelStatus.kOptimal:
            raise DamagedError("count.solver", "The solver gave no optimum for a large cover.")
        solution = self._solver.getSolution()
        return list(solution.col_value), list(solution.row_dual)

    def face(self, prices: Sequence[float]) -> tuple[list[int], list[int]]:
        """Return the rows whose people are just paid by `prices`, and the priced cells.

        A cell is the bit mask of its rows.
        """
        numpy = self._numpy
        price = numpy.array(prices)
        paid = price @ self._cells
        tight = numpy.flatnonzero(paid <= numpy.array(self._gain) + CLOSE)
        packed = numpy.packbits(self._cells[price > CLOSE], axis=1, bitorder="little")
        cells = [int.from_bytes(line.tobytes(), "little") for line in packed]
        return [int(row) for row in tight], cells

    def _distinct_cells(self, masks: Sequence[int]) -> Any:  # noqa: ANN401 - NumPy is lazy
        numpy = self._numpy
        size = max(mask.bit_length() for mask in masks) // 8 + 1
        raw = b"".join(mask.to_bytes(size, "little") for mask in masks)
        packed = numpy.frombuffer(raw, dtype=numpy.uint8).reshape(len(masks), size)
        atoms = numpy.unpackbits(packed, axis=1, bitorder="little").T
        keys = numpy.ascontiguousarray(numpy.packbits(atoms, axis=1, bitorder="little"))
        whole = keys.view(numpy.dtype((numpy.void, keys.shape[1]))).ravel()
        _, first = numpy.unique(whole, return_index=True)
        cells = atoms[numpy.sort(first)]
        return cells[cells.any(axis=1)]

    def _load(self) -> Any:  # noqa: ANN401 - the solver ships no types
        numpy, highspy, cells = self._numpy, self._highspy, self._cells
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = cells.shape
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = numpy.array(self._gain, dtype=float)
        model.col_lower_ = numpy.zeros(model.num_col_)
        model.col_upper_ = numpy.full(model.num_col_, highspy.kHighsInf)
        model.row_lower_ = numpy.full(model.num_row_, -highspy.kHighsInf)
        model.row_upper_ = numpy.ones(model.num_row_)
        index = numpy.nonzero(cells)[1].astype(numpy.int32)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = numpy.append(0, cells.sum(axis=1).cumsum()).astype(numpy.int32)
        model.a_matrix_.index_ = index
        model.a_matrix_.value_ = numpy.ones(len(index))
        # The public class prints a banner to standard output when it is made, which would
        # stand among the JSON lines of a verb; the class below it can be silenced first.
        solver = importlib.import_module("highspy._core")._Highs()  # noqa: SLF001
        solver.setOptionValue("output_flag", False)
        solver.passModel(model)
        return solver
