"""The player of a scene, in a panel of its own: play, pause, step, run backwards."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize

from questions.scenes import Frame, Scene
from quiz.render.inspection import Inspection
from quiz.render.saving import Kind, save
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.meaning import STYLES, plain
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.told import Told
from quiz.words.marks import Mark, progress_bar

SECONDS = 8
"""What a demonstration takes at normal speed, long or short."""
BORDERS = 2
"""Lines of a panel's edges."""
SLOWEST = 3
"""Frames a second of a short one."""
TICK = 1 / 30
CELLS = 20
"""Of the bar that tells how far it is."""
BESIDE_BAR = 26
"""Columns of a panel's edge that its bar leaves free."""


class Demonstration(Panel):
    """Plays one scene; where nobody else says what proves it, its last frame does."""

    DEFAULT_CSS = """
    Demonstration Static { height: auto; }
    Demonstration #proof { text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__(title="Run", id="run")
        self.scene: Scene | None = None
        """None until there is something to show."""
        self.playing = False
        """Whether frames change by themselves."""
        self.inspection: Inspection | None = None
        """The cursor, while single cells are looked at."""
        self.comes = True
        """Whether it comes into view when it has grown; not where a verdict must stay in sight."""
        self._name = ""
        self._tallest = 0
        self._proof = ""
        self._position = 0.0
        self._rate = float(SLOWEST)
        self._direction = 1
        self._last_tick = monotonic()
        self._moving = Content()

    def compose(self) -> ComposeResult:
        """Canvas, legend, caption, proof."""
        yield self._head
        yield Canvas()
        yield Told(id="legend")
        yield Told(id="caption")
        yield Told(id="proof")
        yield self._foot

    def on_mount(self) -> None:
        """Wait for a scene."""
        self.display = False
        self._timer = self.set_interval(TICK, self._advance, pause=True)

    def begin(self, scene: Scene, name: str = "scene") -> None:
        """Play a scene, or show its end where animations are off; `name` is that of files that it is saved to."""
        self.scene, self._name = scene, name
        self.inspection = None
        self.playing, self._position, self._direction, self._proof = False, 0.0, 1, ""
        self._tallest = 0
        self.foot("")
        self.query_one(Canvas).clear()
        self.display = True
        self._rate = max(SLOWEST, scene.length / SECONDS)
        if self.app.animation_level == "none":
            self.jump(1)
        else:
            self.toggle()

    def prove(self, proof: str) -> None:
        """Take what formula and op say; it is shown with the last frame."""
        self._proof = proof
        if self.number == self._last and not self.inspection:
            self._tell("#proof", proof)

    def bound(self, rows: int | None) -> None:
        """Be no higher than so many lines; None for as high as the screen allows."""
        canvas = self.query_one(Canvas)
        limit = None if rows is None else max(rows - BORDERS, 1)
        if canvas.limit != limit:
            canvas.limit = limit
            canvas.lay_out_again()

    @property
    def _last(self) -> int:
        return self.scene.length - 1 if self.scene else 0

    @property
    def linked(self) -> bool:
        """Whether single cells can be looked at, each tied to others."""
        return self.scene is not None and self.scene.links is not None

    @property
    def number(self) -> int:
        """The number of the frame that is shown."""
        return min(max(int(self._position), 0), self._last)

    def toggle(self) -> None:
        """Pause, or go on; from the end, play again."""
        if self.playing:
            self.pause()
        else:
            self._play()
            self._show(self._position)

    def backwards(self) -> None:
        """Turn round and play."""
        self._direction = -self._direction
        self._play()

    def _play(self) -> None:
        ends = {1: self._last, -1: 0}
        if self.number == ends[self._direction]:
            self._position = float(ends[-self._direction])
        self._last_tick = monotonic()
        self.playing = True
        self._timer.resume()

    def pause(self) -> None:
        """Stop where it is."""
        self.playing = False
        self._timer.pause()
        self._say_place()

    def step(self, frames: int) -> None:
        """Pause and go on, or back, by frames."""
        self.pause()
        self._show(self.number + frames)

    def jump(self, share: float) -> None:
        """Pause at the beginning (0) or the end (1)."""
        self.pause()
        self._show(round(share * self._last))

    def speed(self, factor: float) -> None:
        """Play faster or slower."""
        self._rate = min(max(self._rate * factor, 0.5), 1000.0)

    def _advance(self) -> None:
        now, shown = monotonic(), self.number
        self._go_to(self._position + self._direction * self._rate * (now - self._last_tick))
        self._last_tick = now
        if self.number != shown:
            self._show(self._position)
        if self._position in (0.0, float(self._last)):
            self.pause()
            self._settle()

    def _go_to(self, position: float) -> None:
        self._position = min(max(float(position), 0.0), float(self._last))

    def _show(self, position: float) -> None:
        if self.scene is None:
            return
        self._go_to(position)
        self._leave_cells()
        self._draw(self.scene.frame(self.number))
        self._say_place()
        self._tell("#proof", self._proof if self.number == self._last else "")
        self._settle()

    def _settle(self) -> None:
        """Leave no lines blank under the last frame, once nothing moves any more."""
        if self.number == self._last and not self.playing:
            canvas = self.query_one(Canvas)
            canvas.let_go()
            self._order(canvas)

    def _draw(self, frame: Frame) -> None:
        canvas = self.query_one(Canvas)
        canvas.show(frame)
        self._order(canvas)
        self._say_legend(canvas)
        self._tell("#caption", frame.caption)

    def _tell(self, where: str, text: str) -> None:
        line = self.query_one(where, Told)
        line.display = bool(text)
        line.tell(text)

    def _say_place(self) -> None:
        """Tell in the title which frame it is, and whether it plays."""
        if self.scene is None:
            return
        cells = min(CELLS, max(self.size.width - BESIDE_BAR, 0))
        sign, bar = "▶" if self.playing else "‖", progress_bar((self.number + 1) / self.scene.length, cells)
        moving = Content.assemble(f"Run  {sign} ", plain(bar, STYLES[Mark.NOW]))
        # Another title draws the panel again with all that is in it, many times what a frame changes.
        if self.playing and moving.is_same(self._moving):
            return
        self._moving = moving
        self.head(moving + f" {self.number + 1} of {self.scene.length}")

    def _order(self, canvas: Canvas) -> None:
        """Put legend and caption above a picture that is too high to be seen with what is under it."""
        above = self.children[1] is not canvas
        if canvas.overflows != above:
            for part in ("#legend", "#caption"):
                place = {"before": canvas} if canvas.overflows else {"before": self.query_one("#proof")}
                self.move_child(self.query_one(part), **place)

    def on_resize(self, event: Resize) -> None:
        """Come into view, as far as there is room, when it has grown."""
        self._say_place()
        if self.comes and event.size.height > self._tallest:
            self._tallest = event.size.height
            self.scroll_visible(animate=False, top=True)

    def _say_legend(self, canvas: Canvas) -> None:
        """Tell in the border what marks mean, with their colours; where that is too long, under the picture."""
        said = canvas.legend
        self.foot(Content.from_rich_text(said) if canvas.legend_on_border else "")
        legend = self.query_one("#legend", Told)
        legend.display = bool(said) and not canvas.legend_on_border
        legend.tell(Content.from_rich_text(said))

    def inspect(self) -> None:
        """Look at single cells, or stop."""
        if self.inspection:
            self._show(self._position)
        elif self.scene and self.scene.links:
            self.pause()
            self.inspection = Inspection(self.scene.links)
            self._look()

    def _look(self) -> None:
        if self.inspection:
            self.query_one(Canvas).take_cursor()
            self._draw(self.inspection.frame)
            self.scroll_visible(animate=False, top=True)

    def _leave_cells(self) -> None:
        if self.inspection:
            self.inspection = None
            self.query_one(Canvas).give_back_cursor()

    @on(Canvas.Pointed)
    def point(self, event: Canvas.Pointed) -> None:
        """Look at the cell that was clicked."""
        event.stop()
        if self.scene and self.scene.links:
            self.pause()
            self.inspection = self.inspection or Inspection(self.scene.links)
            if self.inspection.go(event.place):
                self._look()

    @on(Canvas.Moved)
    def move(self, event: Canvas.Moved) -> None:
        """Go to the neighbouring cell, the next pane, or back to the frames."""
        event.stop()
        if self.inspection is None:
            return
        if event.leave:
            self._show(self._position)
            return
        if event.pane:
            self.inspection.next_pane()
        else:
            self.inspection.move(event.down, event.right)
        self._look()

    def save(self, kind: Kind) -> None:
        """Keep what is shown as a file in the working folder, and say where."""
        if self.scene is None:
            return
        frame = self.inspection.frame if self.inspection else self.scene.frame(self.number)
        name = f"{self._name}-{self.inspection.place.pane if self.inspection else self.number + 1}"
        try:
            path = save(frame, self.scene.title, name, kind, Path.cwd())
        except OSError as error:
            self.notify(f"Not saved: {error.strerror or error}.", severity="warning", markup=False)
        else:
            self.notify(f"Saved to {path}", markup=False)
