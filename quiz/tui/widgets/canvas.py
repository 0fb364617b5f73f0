"""A frame of a scene on the terminal's grid; only lines that changed are drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from questions.scenes import Frame, Ink, Place
from quiz.render.blocks import Halves, Line, Run, Spot, Tinted, Tone, length, written
from quiz.render.layout import Laid, lay_out
from quiz.render.palette import SCREEN, Shade
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.inks import INKS, LIT, rgb

SURROUNDINGS = 4
"""Lines of the screen that a demonstration needs beside its picture, legend and caption."""
CORNERS = 4
"""Columns of a panel's edge that hold no legend."""
LEAST = 6
"""Lines that a picture has, however many its surroundings need: who looks can scroll."""


class Canvas(Widget):
    """Shows one frame; marks are told apart by glyph, colour only helps."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(INKS.values())
    DEFAULT_CSS = """
    Canvas { width: 1fr; height: auto; }
    Canvas > .canvas--cell { color: $text-muted; }
    Canvas > .canvas--padding { color: $primary-lighten-2; }
    Canvas > .canvas--tap { color: $warning; text-style: bold; }
    Canvas > .canvas--hole { color: $warning-darken-2; }
    Canvas > .canvas--tick { color: $accent; text-style: bold; }
    Canvas > .canvas--unread { color: $error; }
    Canvas > .canvas--done { color: $success; }
    /* Not $accent, which is the $warning of what is read in the usual theme. */
    Canvas > .canvas--cursor { color: #ff5fd7; text-style: bold reverse; }
    /* On light ground the theme's own colours are fills: numbers in them are not read. */
    Canvas:light > .canvas--padding { color: $text-primary; }
    Canvas:light > .canvas--tap, Canvas:light > .canvas--hole { color: $text-warning; }
    Canvas:light > .canvas--tick { color: $text-accent; }
    Canvas:light > .canvas--unread { color: $text-error; }
    Canvas:light > .canvas--done { color: $text-success; }
    Canvas:light > .canvas--cursor { color: #a8007c; }
    """

    class Pointed(Message):
        """A cell of a grid was clicked."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    class Moved(Message):
        """The cursor on the cells wants to go somewhere, to the next pane, or away."""

        def __init__(self, down: int = 0, right: int = 0, pane: bool = False, leave: bool = False) -> None:
            super().__init__()
            self.down, self.right, self.pane, self.leave = down, right, pane, leave

    BINDINGS = bindings("cells")

    def __init__(self) -> None:
        super().__init__()
        self.surroundings = SURROUNDINGS
        """Lines of the screen that are not for the picture, nor for its legend and caption."""
        self.limit: int | None = None
        """Lines for the picture with its legend and caption, None for what the screen has."""
        self._before: Widget | None = None
        self._frame: Frame | None = None
        self._tallest = 0
        self._words = self._keys = 0
        self._room = 0, 0
        self._laid = Laid([], [], [])
        self._styles: dict[Tone, Style] = {}
        # A picture has more pairs of pixels than styles, and most of them again in the next frame.
        self._segment = lru_cache(1 << 12)(self._made_segment)
        self._plain: Style | None = None
        self._strips: dict[int, Strip] = {}

    @property
    def legend(self) -> Text:
        """What the marks of the frame mean, in their colours; a full block that is reversed would not be seen."""
        seen = Style(reverse=False)
        lines = [
            Text.assemble(
                *((text, self.style_of(tone) + seen if text == "█" else self.style_of(tone)) for text, tone in line)
            )
            for line in self._laid.legend
        ]
        return Text("\n").join(lines)

    @property
    def spots(self) -> list[Spot]:
        """Where the cells of the frame's grids are."""
        return self._laid.spots

    @property
    def colour(self) -> bool:
        """Whether shades can be told by colour: not with NO_COLOR, nor in a theme of the terminal's 16 colours."""
        app = self.app
        return not app.no_color and not app.native_ansi_color and app.console.color_system not in {None, "standard"}

    def show(self, frame: Frame) -> None:
        """Put a frame on the canvas, which grows where it takes more lines than any before."""
        self._frame = frame
        before, self._laid = self._laid.lines, self._laid_out()
        lines = self._laid.lines
        if len(lines) > self._tallest:
            self._tallest = len(lines)
            self._strips.clear()
            self.refresh(layout=True)
            return
        before += [[]] * (len(lines) - len(before))
        changed = [y for y, line in enumerate(before) if y >= len(lines) or line != lines[y]]
        for y in changed:
            self._strips.pop(y, None)
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def clear(self) -> None:
        """Forget the frames of another scene."""
        self._frame = None
        self._forget_heights()

    def _forget_heights(self) -> None:
        self._tallest = self._words = self._keys = 0

    @property
    def room(self) -> int:
        """Lines that the picture may take so that the longest legend and caption so far are in sight under it."""
        lines = self.app.size.height - self.surroundings if self.limit is None else self.limit
        return max(lines - self._words - self._keys, LEAST)

    @property
    def legend_on_border(self) -> bool:
        """Whether the legend fits the edge of the panel around, so that it takes no line of its own."""
        return self._fits_border(self._laid.legend)

    def _fits_border(self, legend: Sequence[Line]) -> bool:
        around = self.parent
        if not isinstance(around, Widget) or around.styles.border_bottom[0] in {"", "none"}:
            return False
        return len(legend) == 1 and length(legend[0]) <= self.size.width - CORNERS

    @property
    def overflows(self) -> bool:
        """Whether a picture of the scene, drawn as coarsely as it may be, is higher than its room."""
        return self._tallest > self.room

    def _laid_out(self) -> Laid:
        if self._frame is None or not self.size.width:
            return Laid([], [], [])
        frame, width = self._frame, self.size.width
        self._words = max(self._words, sum(max(len(written(part, width)), 1) for part in frame.caption.split("\n")))
        laid = lay_out(frame, width, self.room, self.colour)
        keys = 0 if self._fits_border(laid.legend) else len(laid.legend)
        if keys > self._keys:
            self._keys = keys
            laid = lay_out(frame, width, self.room, self.colour)
        if len(laid.lines) <= self.room:
            return laid
        said: Line = [("↓ goes on below, scroll down", None)]
        return Laid([said, *laid.lines], [spot._replace(y=spot.y + 1) for spot in laid.spots], laid.legend)

    def on_resize(self) -> None:
        """Lay the frame out again for a new screen; not because it has grown itself."""
        if self._room == (self.size.width, self.app.size.height):
            return
        self._room = self.size.width, self.app.size.height
        self.lay_out_again()

    def lay_out_again(self) -> None:
        """Lay the frame out for other lines or columns."""
        self._strips.clear()
        self._forget_heights()
        if self._frame:
            self.show(self._frame)

    def let_go(self) -> None:
        """Take no more lines than the frame has: nothing moves any more."""
        if len(self._laid.lines) < self._tallest:
            self._tallest = len(self._laid.lines)
            self.refresh(layout=True)

    def notify_style_update(self) -> None:
        """Forget the colours of the theme that was."""
        super().notify_style_update()
        self._styles.clear()
        self._segment.cache_clear()
        self._plain = None
        self._strips.clear()

    def take_cursor(self) -> None:
        """Take the keys while single cells are looked at."""
        if not self.has_focus:
            self._before = self.screen.focused
            self.can_focus = True
            self.focus(scroll_visible=False)

    def give_back_cursor(self) -> None:
        """Leave the keys to who had them."""
        if self._before:
            self._before.focus(scroll_visible=False)
        self.can_focus = False

    def action_cell(self, down: int, right: int) -> None:
        """Go to a neighbouring cell."""
        self.post_message(self.Moved(down, right))

    def action_pane(self) -> None:
        """Go to the next grid."""
        self.post_message(self.Moved(pane=True))

    def action_leave(self) -> None:
        """Back to the frames."""
        self.post_message(self.Moved(leave=True))

    def on_click(self, event: events.Click) -> None:
        """Say which cell was meant."""
        for spot in self._laid.spots:
            if place := spot.place(event.x, event.y):
                self.post_message(self.Pointed(place))
                return

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the tallest frame had, so that what is below does not jump."""
        return max(self._tallest, 1)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        if y not in self._strips:
            self._strips[y] = self._drawn(y)
        return self._strips[y]

    def _drawn(self, y: int) -> Strip:
        lines, width = self._laid.lines, self.size.width
        if y >= len(lines):
            return Strip.blank(width, self.plain_style)
        segments = list(map(self._segment, lines[y]))
        taken = length(lines[y])
        if taken < width:
            segments.append(Segment(" " * (width - taken), self.plain_style))
        return Strip(segments, max(taken, width))

    def _made_segment(self, run: Run) -> Segment:
        text, tone = run
        return Segment(text, self.style_of(tone))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave out what converts the terminal's 16 colours: a theme in which it does has none of them here."""
        return [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]

    @property
    def plain_style(self) -> Style:
        """How writing looks in the present theme."""
        if self._plain is None:
            self._plain = self.rich_style
        return self._plain

    def style_of(self, tone: Tone) -> Style:
        """Return how a tone looks in the present theme."""
        style = self._styles.get(tone)
        if style is None:
            style = self._styles[tone] = self._made(tone)
        return style

    def _made(self, tone: Tone) -> Style:
        if isinstance(tone, Ink):
            return self.get_component_rich_style(INKS[tone]) if tone in INKS else self.plain_style
        if isinstance(tone, Halves):
            upper, lower = (self._pixel(half) for half in tone)
            return self.plain_style + Style(color=upper, bgcolor=lower)
        if isinstance(tone, Tinted):
            words = Style(color=SCREEN.writing(tone.shade), bgcolor=SCREEN.hex(tone.shade))
            return words if tone.ink is None else words + Style(bold=True, reverse=tone.ink in LIT)
        if isinstance(tone, Shade):
            return Style(bgcolor=SCREEN.hex(tone))
        return self.plain_style

    def _pixel(self, half: Shade | Ink | None) -> Color | None:
        if isinstance(half, Shade):
            return rgb(half)
        style = self.plain_style if half is None else self.style_of(half)
        return style.bgcolor if half is None else style.color
