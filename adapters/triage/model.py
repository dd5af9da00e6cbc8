"""A linear model for several questions at once: ridge regression, solved in its dual.

Each pass goes through the examples and sets the one coefficient of each exactly (Gauss-Seidel on
`(K + penalty) a = Y`), so there is no learning rate. The order is shuffled, because neighbours are
alike, but always in the same way: the same pack always gives the same model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adapters.triage.features import Numbers, Row

_PASSES = 5
_PENALTY = 1.0
_STRIDE = 2654435761  # Knuth's multiplicative hash: shuffles without a random generator


@dataclass(frozen=True, slots=True)
class Model:
    """`usual` is what an empty question scores; `weights` has a row per trace."""

    usual: Numbers
    weights: Numbers

    def scores(self, row: Row) -> Numbers:
        found: Numbers = self.usual + row.values @ self.weights[row.places]
        return found


def trained(rows: Sequence[Row], targets: Numbers, trust: Numbers, size: int) -> Model:
    """A model for `size` traces. `targets` has -1 or 1 per example and output, 0 where the example
    says nothing; `trust` tells how much each example counts (1 = fully)."""
    known = targets != 0
    usual = (targets * trust[:, None]).sum(axis=0) / (known * trust[:, None]).sum(axis=0)
    wanted = (targets - usual) * known
    weights = np.zeros((size, targets.shape[1]), np.float32)
    dual = np.zeros_like(targets)
    length = [float(row.values @ row.values) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: at * _STRIDE % 2**32)
    for _ in range(_PASSES):
        for at in order:
            row, penalty = rows[at], _PENALTY / float(trust[at])
            missing = wanted[at] - row.values @ weights[row.places] - penalty * dual[at]
            step = missing * known[at] / (length[at] + penalty)
            dual[at] += step
            weights[row.places] += row.values[:, None] * step
    return Model(usual.astype(np.float32), weights)
