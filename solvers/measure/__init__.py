"""Quantities read off a run of the engine, never off a formula."""

# ruff: noqa: F401  # the names are offered, not used
# mypy: implicit-reexport

from typing import TYPE_CHECKING

from solvers.door import door

if TYPE_CHECKING:
    from solvers.measure.arrays import (
        Array,
        Pair,
        digits,
        first,
        identity,
        image,
        noise,
        places,
        plane,
        positions_of,
        side_by_side,
        stack,
        surrounded,
        tallied,
        tenths,
        zeros,
    )
    from solvers.measure.budget import BUDGET
    from solvers.measure.counts import (
        batch_norm_parameters,
        count,
        count_dense,
        dense_parameters,
        norm_parameters,
        operations,
        parameters,
        parameters_along,
        transposed_parameters,
        unshared_parameters,
    )
    from solvers.measure.fields import (
        area_of_influence,
        changed_by,
        clear_of_borders,
        edge,
        extent,
        field_map,
        fields_behind,
        foot,
        foot_at,
        influence,
        input_gradients,
        spacings,
    )
    from solvers.measure.gradients import central_differences, grad
    from solvers.measure.macs import (
        ones,
        ones_along,
        ones_backward,
        ones_dense,
        ones_matmul,
        ones_transposed,
        ones_unshared,
        ones_window,
    )
    from solvers.measure.matrices import (
        best_separable,
        beyond_separable,
        connections,
        conv_matrix,
        linear_reading,
        rank,
    )
    from solvers.measure.measurement import Measurement, error, search
    from solvers.measure.moves import hollow, laid_behind, laid_over, reduced
    from solvers.measure.shapes import apply, positions, same_arrays, shape, side, sides, square, tap_uses, window_reads
    from solvers.measure.shifts import shift, shift_differences
    from solvers.measure.spans import Neighbours, Span, kept, met, neighbours, put_on, sampled, slid, stamped, untouched
    from solvers.measure.values import close, equal, has_infinity, has_nan, largest_difference, value
else:
    __getattr__, __dir__ = door(
        __name__,
        {
            "arrays": (
                "Array Pair digits first identity image noise places plane positions_of side_by_side stack "
                "surrounded tallied tenths zeros"
            ),
            "budget": "BUDGET",
            "counts": (
                "batch_norm_parameters count count_dense dense_parameters norm_parameters operations parameters "
                "parameters_along transposed_parameters unshared_parameters"
            ),
            "fields": (
                "area_of_influence changed_by clear_of_borders edge extent field_map fields_behind foot foot_at "
                "influence input_gradients spacings"
            ),
            "gradients": "central_differences grad",
            "macs": ("ones ones_along ones_backward ones_dense ones_matmul ones_transposed ones_unshared ones_window"),
            "matrices": "best_separable beyond_separable connections conv_matrix linear_reading rank",
            "measurement": "Measurement error search",
            "moves": "hollow laid_behind laid_over reduced",
            "shapes": "apply positions same_arrays shape side sides square tap_uses window_reads",
            "shifts": "shift shift_differences",
            "spans": "Neighbours Span kept met neighbours put_on sampled slid stamped untouched",
            "values": "close equal has_infinity has_nan largest_difference value",
        },
    )
