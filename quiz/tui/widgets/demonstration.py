"""The player of a scene: play, pause, step, run backwards; it ends with what the formula and the op say."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import Static

from questions.scenes import Frame, Scene
from quiz.render.inspection import Inspection
from quiz.render.saving import Kind, save
from quiz.tui.widgets.canvas import Canvas

SECONDS = 8
"""What a demonstration takes at normal speed, long or short."""
SLOWEST = 3
"""Frames a second of a short one."""
TICK = 1 / 30


class Demonstration(Vertical):
    """Plays one scene and closes with its proof."""

    DEFAULT_CSS = """
    Demonstration { height: auto; margin-top: 1; }
    Demonstration Static { height: auto; }
    Demonstration .muted { color: $text-muted; }
    Demonstration .proof { text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.scene: Scene | None = None
        """None until there is something to show."""
        self.playing = False
        """Whether frames change by themselves."""
        self.inspection: Inspection | None = None
        """The cursor, while single cells are looked at."""
        self._name = ""
        self._tallest = 0
        self._proof = ""
        self._position = 0.0
        self._rate = float(SLOWEST)
        self._direction = 1
        self._last_tick = monotonic()

    def compose(self) -> ComposeResult:
        """Canvas, legend, caption, proof."""
        yield Canvas()
        yield Static(markup=False, id="legend")
        yield Static(markup=False, id="caption")
        yield Static(markup=False, classes="proof", id="proof")

    def on_mount(self) -> None:
        """Wait for a scene."""
        self.display = False
        self._timer = self.set_interval(TICK, self._advance, pause=True)

    def begin(self, scene: Scene, name: str = "scene") -> None:
        """Play a scene, or show its end where animations are off; `name` is that of files that it is saved to."""
        self.scene, self._name = scene, name
        self.inspection = None
        self._tallest = 0
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
            self.query_one("#proof", Static).update(proof)
        self.call_after_refresh(self.scroll_visible, animate=False, top=True)

    @property
    def _last(self) -> int:
        return self.scene.length - 1 if self.scene else 0

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

    def step(self, frames: int) -> None:
        """Pause and go on, or back, by frames."""
        self.pause()
        self._show(self.number + frames)
        self.scroll_visible(animate=False, top=True)

    def jump(self, share: float) -> None:
        """Pause at the beginning (0) or the end (1)."""
        self.pause()
        self._show(round(share * self._last))
        self.call_after_refresh(self.scroll_visible, animate=False, top=True)

    def speed(self, factor: float) -> None:
        """Play faster or slower."""
        self._rate = min(max(self._rate * factor, 0.5), 1000.0)

    def _advance(self) -> None:
        now = monotonic()
        self._show(self._position + self._direction * self._rate * (now - self._last_tick))
        self._last_tick = now
        if self._position in (0.0, float(self._last)):
            self.pause()

    def _show(self, position: float) -> None:
        if self.scene is None:
            return
        self._position = min(max(float(position), 0.0), float(self._last))
        self._leave_cells()
        self._draw(self.scene.frame(self.number), f"  [{self.number + 1}/{self.scene.length}]")
        self.query_one("#proof", Static).update(self._proof if self.number == self._last else "")

    def _draw(self, frame: Frame, place: str = "") -> None:
        canvas = self.query_one(Canvas)
        canvas.show(frame)
        self._order(canvas)
        self.query_one("#legend", Static).update(canvas.legend)
        self.query_one("#caption", Static).update(f"{frame.caption}{place}")

    def _order(self, canvas: Canvas) -> None:
        """Put legend and caption above a picture that is too high to be seen with what is under it."""
        above = self.children[0] is not canvas
        if canvas.overflows != above:
            for part in ("#legend", "#caption"):
                place = {"before": canvas} if canvas.overflows else {"before": self.query_one("#proof")}
                self.move_child(self.query_one(part), **place)

    def on_resize(self, event: Resize) -> None:
        """Come into view, as far as there is room, when it has grown."""
        if event.size.height > self._tallest:
            self._tallest = event.size.height
            self.scroll_visible(animate=False, top=True)

    def inspect(self) -> None:
        """Look at single cells, or stop."""
        if self.inspection:
            self._show(self._position)
        elif self.scene is None or self.scene.links is None:
            self.notify("In this demonstration no cell leads to others.", markup=False)
        else:
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
