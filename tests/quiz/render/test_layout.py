"""Where pictures stand, what their shades mean, and what becomes of them as files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.scenes import Bar, Bars, Frame, Grid, Ink, Marks, Table
from quiz.render.blocks import Halves, Tinted, plain
from quiz.render.inspection import Inspection
from quiz.render.layout import lay_out
from quiz.render.marks import beside
from quiz.render.palette import LEVELS, PAPER, SCREEN, Palette, Shade, glyph, luminance, shade
from quiz.render.saving import save
from quiz.render.svg import svg
from quiz.render.text import frame_text

sides = st.integers(1, 40)


def numbered(rows: int, columns: int, **settings: object) -> Grid:
    values = tuple(tuple(float(row * columns + column) for column in range(columns)) for row in range(rows))
    return Grid("map", values, high=float(rows * columns), figures=len(str(rows * columns - 1)), **settings)  # type: ignore[arg-type]


def test_what_stands_beside_rows_of_marks_goes_on_beside_the_rows_below() -> None:
    """It was cut behind its first line, while the lines under it were empty."""
    note = "128 × 7 × 1 = 896 weights, 13 of 128 channels drawn"
    high = Marks("one filter", tuple((Ink.TAP,) * 26 for _ in range(7)), note)
    low = Marks("weight (192, 128, 7, 1)", ((Ink.DONE,) * 26,) * 2, "192 × 896 (filters, a mark is 4)")
    told = [plain(line) for line in beside([high, low], 76).draw()]
    assert not any("…" in line for line in told)
    words = " ".join(" ".join(told).split())
    for each in (*note.split(), "192 × 896 (filters,", "is 4)"):
        assert each in words


@given(rows=sides, columns=sides, width=st.integers(20, 120), height=st.integers(4, 40), colour=st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_pointer_finds_the_cell_that_stands_there(
    rows: int, columns: int, width: int, height: int, colour: bool
) -> None:
    laid = lay_out(Frame((numbered(rows, columns), numbered(2, 2)), ""), width, height, colour)
    spot = laid.spots[0]
    for row, column in {(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 2)}:
        x = spot.x + column // spot.step * spot.wide
        y = spot.y + int(row // spot.step * spot.high)
        place = spot.place(x, y)
        assert place
        assert 0 <= row - place.row < spot.step / spot.high
        assert 0 <= column - place.column < spot.step
        if spot.wide > 2:
            assert str(row * columns + column) in plain(laid.lines[y])[x : x + spot.wide]
    assert spot.place(spot.x - 1, spot.y) is None


@pytest.mark.parametrize("width", [20, 8])
def test_every_bracket_that_opens_is_closed_by_another_or_its_own(width: int) -> None:
    inks = {(0, 1): Ink.TAP, (0, 2): Ink.TAP, (1, 0): Ink.CURSOR}
    lines = [plain(line).strip() for line in lay_out(Frame((numbered(2, 3, inks=inks),), ""), width, 9).lines]
    assert any(line.endswith("2]") for line in lines)
    assert any("{3}" in line for line in lines)


@given(rows=sides, columns=sides, width=st.integers(20, 120), height=st.integers(4, 40))
@settings(max_examples=40, deadline=None)
def test_a_grid_too_large_for_its_numbers_says_what_its_marks_are(
    rows: int, columns: int, width: int, height: int
) -> None:
    laid = lay_out(Frame((numbered(rows, columns),), ""), width, height)
    key = " ".join(map(plain, laid.legend))
    spot = laid.spots[0]
    assert (spot.step > 1) == ("a mark is" in key)
    if spot.wide <= 2 and len(str(rows * columns - 1)) > 1:
        assert f"0  ·░▒▓█ {rows * columns}" in key


@given(value=st.floats(-1, 1), other=st.floats(-1, 1))
def test_shades_keep_order_and_zero(value: float, other: float) -> None:
    levels = [shade(each, -1, 1).level for each in sorted((value, other))]
    assert levels == sorted(levels)
    assert (shade(value, -1, 1).level == 0) == (value == 0) == (glyph(value, -1, 1) == "·")
    assert shade(value, -1, 1).level == -shade(-value, -1, 1).level


@pytest.mark.parametrize(("palette", "sign"), [(SCREEN, 1), (PAPER, -1)], ids=["screen", "paper"])
def test_brightness_alone_tells_the_size_of_a_number(palette: Palette, sign: int) -> None:
    """On a screen what is far from 0 is bright, on paper dark: so it is in grey as well."""
    rising = [sign * luminance(palette.rgb(shade(level, 0, LEVELS - 1))) for level in range(LEVELS)]
    assert rising == sorted(set(rising))
    half = LEVELS // 2
    for side in (1, -1):
        away = [sign * luminance(palette.rgb(shade(side * level, -half, half))) for level in range(half + 1)]
        assert away == sorted(set(away))


@pytest.mark.parametrize("palette", [SCREEN, PAPER], ids=["screen", "paper"])
def test_numbers_are_read_on_every_shade(palette: Palette) -> None:
    half = LEVELS // 2
    for each in (
        *(Shade(level, False) for level in range(LEVELS)),
        *(Shade(at, True) for at in range(-half, half + 1)),
    ):
        ground, writing = luminance(palette.rgb(each)), {"#000000": 0.0, "#ffffff": 1.0}[palette.writing(each)]
        contrast = (max(ground, writing) + 0.05) / (min(ground, writing) + 0.05)
        assert contrast >= 4.5
        assert palette is SCREEN or writing == 0.0


def test_zero_is_nearly_the_paper() -> None:
    assert all(luminance(PAPER.rgb(shade(0, low, 1))) > 0.9 for low in (0, -1))


def test_a_palette_is_explained_once() -> None:
    one, other = (Grid("map", ((-1.0, 0.5),), low=-1.0, high=high) for high in (0.5, 1.0))
    apart = Grid("other map", ((0.0, 7.0),), high=7.0)
    assert len(_keys(one, other)) == 1
    assert _keys(one, other)[0].startswith("−1 ")
    assert _keys(one, apart)[1].startswith("other map: 0 ")


def _keys(*grids: Grid) -> list[str]:
    legend = "  ".join(plain(line) for line in lay_out(Frame(grids, ""), 200, 20).legend)
    return re.findall(r"\S.*?(?:█ \S+|a step is \S+)", legend)


def test_digits_say_what_a_step_is() -> None:
    values = tuple(float(value) for value in range(-9, 10))
    assert "".join(glyph(value, -9.0, 9.0) for value in values) == "ihgfedcba·123456789"
    assert _keys(Grid("map", (values,), low=-9.0, high=9.0))[0].endswith("a step is 1")


def test_maps_beside_each_other_begin_on_one_line() -> None:
    long = "a heading that does not stand on one line above its map"
    left, right = lay_out(Frame((numbered(3, 3), replace(numbered(3, 3), label=long)), ""), 80, 20).spots
    assert left.y == right.y > 1


def test_long_bars_are_longer() -> None:
    bars = Bars("macs", (Bar("a", 1.0, "1"), Bar("b", 10.0, "10"), Bar("c", 1000.0, "1,000")), 1000.0, True)
    lengths = [plain(line).count("█") for line in lay_out(Frame((bars,), ""), 60, 20).lines[1:]]
    assert lengths[0] == 0
    assert lengths[2] - lengths[1] == pytest.approx(2 * lengths[1], abs=1)


def test_a_marked_bar_is_marked_without_colour() -> None:
    bars = Bars("macs", (Bar("a", 1.0, "1"), Bar("b", 2.0, "2", Ink.ASKED)), 2.0)
    one, other = (plain(line) for line in lay_out(Frame((bars,), ""), 60, 20).lines[1:])
    assert one.endswith(" 1")
    assert other.endswith(" 2 ◂")


def test_a_long_table_names_the_rows_that_it_hides() -> None:
    table = Table("", ("row", "value"), tuple((f"n{row}", str(row)) for row in range(30)), 20)
    text = "\n".join(map(plain, lay_out(Frame((table,), ""), 40, 10).lines))
    assert "▸ n20" in text
    above, below = (int(line.split()[1]) for line in text.splitlines() if "…" in line)
    assert above + below + text.count(" n") == 30


FRAME = Frame((numbered(3, 3, inks={(1, 1): Ink.TAP}),), "a < b & c")


def test_a_picture_needs_nothing_from_outside_and_is_read_aloud() -> None:
    text = svg(FRAME, "title <1>")
    assert text == svg(FRAME, "title <1>")
    root = ElementTree.fromstring(text)
    assert (root.get("role"), root.get("aria-label")) == ("img", "title <1>")
    said = [root.findtext(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc")]
    assert said == ["title <1>", "a < b & c"]
    assert text.count("http") == 1
    assert "href" not in text


def test_below_zero_is_told_in_a_grey_print() -> None:
    signs = [
        svg(Frame((Grid("map", ((value,),), low=-1.0),), ""), "").count("stroke-dasharray") for value in (-0.5, 0.5)
    ]
    assert signs[0] == signs[1] + 1
    written = svg(Frame((Grid("map", ((-0.5,),), low=-1.0, figures=4),), ""), "")
    assert "−0.5" in written
    assert "stroke-dasharray" not in written


def test_saving_never_overwrites(tmp_path: Path) -> None:
    paths = [save(FRAME, "title", "../../etc/passwd Q01", "svg", tmp_path) for _ in range(3)]
    assert len(set(paths)) == 3
    assert all(path.parent == tmp_path for path in paths)
    assert [path.read_text(encoding="utf-8") for path in paths] == [svg(FRAME, "title")] * 3
    text = save(FRAME, "title", "scene", "txt", tmp_path)
    assert text.read_text(encoding="utf-8") == f"title\n{frame_text(FRAME)}\n"


def test_what_cannot_be_saved_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        save(FRAME, "title", "scene", "svg", tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


def test_a_cursor_stays_on_the_cells() -> None:
    from questions.scenes.window import Sliding, window
    from solvers import measure

    links = window("", Sliding(measure.digits(4, 5), measure.digits(2, 2, seed=1))).links
    assert links
    cursor = Inspection(links)
    for _ in range(3):
        cursor.move(99, 99)
        rows, columns = links.panes[cursor.place.pane]
        assert (cursor.place.row, cursor.place.column) == (rows - 1, columns - 1)
        cursor.next_pane()
    cursor.move(-99, -99)
    assert (cursor.place.row, cursor.place.column) == (0, 0)


def test_writing_on_a_shade_is_no_half_of_a_pixel() -> None:
    """Styles are kept by tone: equal ones would be drawn alike."""
    dark = Shade(3, False)
    assert len({Halves(dark, None), Tinted(dark), dark}) == 3
