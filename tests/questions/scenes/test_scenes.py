"""The kinds of scenes against slow and obvious loops."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from questions.scenes import Frame, Grid, Ink, Place
from questions.scenes.backward import backward
from questions.scenes.bars import chart
from questions.scenes.heat import compared
from questions.scenes.histogram import histograms
from questions.scenes.numbers import cells
from questions.scenes.stamping import Stamps, stamping
from questions.scenes.window import Sliding, window
from solvers import measure
from solvers.engine import conv2d

few = st.integers(1, 3)


def grid_of(frame: Frame, label: str) -> Grid:
    return next(each for each in frame.pictures if isinstance(each, Grid) and each.label == label)


def marked(frame: Frame, label: str) -> set[tuple[int, int]]:
    return {at for at, ink in grid_of(frame, label).inks.items() if ink in {Ink.LINKED, Ink.CURSOR}}


@given(size=st.integers(3, 6), kernel=few, stride=few, padding=st.integers(0, 2), dilation=st.integers(1, 2))
@settings(max_examples=40, deadline=None)
def test_linked_cells_are_those_of_nested_loops(
    size: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    assume(size + 2 * padding > dilation * (kernel - 1))
    image, weight = measure.digits(size, size + 1), measure.digits(kernel, kernel, seed=1)
    op = Sliding(image, weight, stride=(stride,) * 2, padding=(padding,) * 2, dilation=(dilation,) * 2)
    links = window("", op).links
    assert links
    (high, wide), (tall, broad) = links.panes["output"], links.panes["input"]
    reads: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for i, j in product(range(high), range(wide)):
        reads[i, j] = {
            (i * stride + m * dilation, j * stride + n * dilation) for m, n in product(range(kernel), repeat=2)
        }
        assert marked(links.frame(Place("output", i, j)), "input") == reads[i, j]
    for row, column in product(range(tall), range(broad)):
        frame = links.frame(Place("input", row, column))
        assert marked(frame, "output") == {at for at, seen in reads.items() if (row, column) in seen}
        assert marked(frame, "input") == {(row, column)}
    for m, n in product(range(kernel), repeat=2):
        frame = links.frame(Place("kernel", m, n))
        assert marked(frame, "input") == {(i * stride + m * dilation, j * stride + n * dilation) for i, j in reads}


def test_the_last_frame_shows_what_the_asked_output_reads() -> None:
    scene = window("", Sliding(measure.digits(5, 5), measure.digits(2, 2, seed=1), stride=(2, 2)), asked=(1, 0))
    last = grid_of(scene.frame(scene.length - 1), "input")
    assert {at for at, ink in last.inks.items() if ink is Ink.TAP} == {(2, 0), (2, 1), (3, 0), (3, 1)}


def test_a_formula_has_the_numbers_of_its_window() -> None:
    op = Sliding(measure.plane(measure.image([[1, 2], [3, 4]])), measure.plane(measure.image([[5, -6]])), bias=7.0)
    links = window("", op).links
    assert links
    assert links.frame(Place("output", 1, 0)).caption == "output[1, 0] = 3·5 + 4·(−6) + bias 7 = −2"


@given(size=few, kernel=few, stride=few, padding=st.integers(0, 1))
@settings(max_examples=30, deadline=None)
def test_stamps_add_up_to_the_op(size: int, kernel: int, stride: int, padding: int) -> None:
    assume((size - 1) * stride + kernel > 2 * padding)
    image, weight = measure.digits(size, size), measure.digits(kernel, kernel, seed=1)
    op = Stamps(image, weight, (stride, stride), (padding, padding))
    scene = stamping("", op)
    last = scene.frame(scene.length - 1)
    whole = op.run(image, weight)
    assert grid_of(last, "added up").values == cells(whole)
    counts = np.zeros(whole.shape)
    for i, j in product(range(size), repeat=2):
        counts[i * stride : i * stride + kernel, j * stride : j * stride + kernel] += 1
    assert grid_of(last, "stamps here").values == cells(counts)
    assert all(ink is Ink.PADDING for ink in grid_of(last, "added up").inks.values())


def test_what_the_entries_add_is_the_gradient() -> None:
    image, kernel, push = measure.digits(4, 4), measure.digits(2, 2, seed=1), measure.digits(3, 3, seed=2)
    scene = backward("", image, kernel, push, "dW")
    before_last, whole = scene.frame(push.size - 1), scene.frame(push.size)
    for label in ("dW", "dX"):
        assert grid_of(before_last, label).values == grid_of(whole, label).values
    window_sum = sum(push[i, j] * image[i : i + 2, j : j + 2] for i, j in product(range(3), repeat=2))
    assert grid_of(whole, "dW").values == cells(window_sum)


def test_only_a_difference_that_is_one_is_drawn() -> None:
    one = measure.noise(3, 3)
    frame = compared("", ("one", one), ("other", one + 1e-14)).frame(2)
    assert set(sum(grid_of(frame, "difference").values, ())) == {0.0}
    frame = compared("", ("one", one), ("other", one + 0.5)).frame(2)
    assert grid_of(frame, "difference").values[0][0] == pytest.approx(-0.5)


def test_a_histogram_moves_with_its_numbers_and_has_them_all() -> None:
    values = np.repeat(np.arange(5.0), 4)
    first, second = histograms("numbers", [values, values + 27])
    columns = [
        [sum(ink is Ink.COUNTED for ink in column) for column in zip(*each.rows, strict=True)]
        for each in (first, second)
    ]
    assert sum(columns[0]) == len(values)
    assert columns[0][:5] == columns[1][27:]
    assert sum(measure.tallied(values, 0.0, 2.0, 3)) == 12


@given(rows=st.integers(1, 6), columns=st.integers(1, 6), seed=st.integers(0, 99), share=st.floats(0.1, 0.99))
@settings(max_examples=40, deadline=None)
def test_the_edge_is_that_of_the_fewest_samples_with_the_share(
    rows: int, columns: int, seed: int, share: float
) -> None:
    field = measure.digits(rows, columns, seed=seed, most=9) ** 2 + 1.0
    region = measure.influence(field, share)
    assert field[region].sum() >= share * field.sum() - 1e-9
    least = field[region].min()
    assert field[region & (field > least)].sum() < share * field.sum() + 1e-9
    assert not (field[~region] >= least).any()
    rim = measure.edge(region)
    for i, j in product(range(rows), range(columns)):
        around = [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]
        inside = all(0 <= y < rows and 0 <= x < columns and region[y, x] for y, x in around)
        assert rim[i, j] == (region[i, j] and not inside)


def test_connections_of_groups_are_blocks() -> None:
    seen = measure.connections(np.ones((4, 3, 2, 2)), groups=2)
    assert (seen != 0).tolist() == [[True] * 3 + [False] * 3] * 2 + [[False] * 3 + [True] * 3] * 2


def test_the_field_on_the_plane_is_the_gradient_of_the_op() -> None:
    from solvers.layers import Window

    layers = (Window(kernel_size=3, stride=2), Window(kernel_size=2, dilation=3))
    field = measure.field_map(layers)
    values = measure.noise(1, 1, *field.shape)
    weights = [np.ones((1, 1, layer.kernel_size, layer.kernel_size)) for layer in layers]
    output = conv2d(conv2d(values, weights[0], None, 2), weights[1], dilation=3)
    assert output.item() == pytest.approx(float((field * values[0, 0]).sum()))
    assert measure.spacings(layers) == [1, 2, 2]


def test_the_products_of_a_window_add_up_to_its_output() -> None:
    op = Sliding(measure.digits(5, 6), measure.digits(3, 2, seed=1), stride=(2, 1), padding=(1, 0))
    scene, output = window("", op), op.output().ravel()
    for number, expected in enumerate(output):
        products = grid_of(scene.frame(number), "products").values
        assert sum(cell for row in products for cell in row) == expected


@given(values=st.lists(st.integers(1, 10**6), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None)
def test_a_bar_is_as_long_as_the_number_beside_it(values: list[int]) -> None:
    drawn = chart("", [(str(at), value) for at, value in enumerate(values)])
    assert [int(bar.shown.replace(",", "")) for bar in drawn.bars] == [bar.value for bar in drawn.bars] == values
    assert drawn.top == max(values)
    assert not drawn.log or drawn.bottom < min(values)
