"""The lab: knobs, and beside them what follows from where they stand, live."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from questions.model import Variant
from questions.scenes import Scene
from quiz.deck.seed import new_seed
from quiz.lab.asking import fitting
from quiz.lab.experiments import EXPERIMENTS, with_typed
from quiz.lab.grids import typed
from quiz.lab.knobs import OWN, Setting, Turned, put, turn
from quiz.lab.layer import input_grid, kernel_grid
from quiz.lab.text import figure_rows
from quiz.sessions.lab import LabRecipe
from quiz.tui.screens.choosing import ChoosingScreen
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.picture import PictureScreen
from quiz.tui.screens.stage import stage_of
from quiz.tui.screens.typing import TypingScreen
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.figures import marked
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.knob import KnobBox, Knobs
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing

HINT = "↑↓ choose · ←→ 0–9 turn · r reset"
FRAME = 4
"""Lines of the bar, the footer and the picture's border."""
ROOMY = 60
"""Columns from which the bar tells how to go to other experiments."""
BESIDE = 76
"""Columns from which the picture stands beside knobs and figures, where all of them are in sight."""
NAMES = tuple(EXPERIMENTS)


class LabScreen(Floor):
    """One experiment at a time; the setting of each is kept while the lab is open."""

    BINDINGS = bindings("lab")
    AUTO_FOCUS = ""

    def __init__(self, setting: Setting | None = None) -> None:
        super().__init__()
        self.setting = setting or EXPERIMENTS[NAMES[0]].start()
        self.in_hand = self.setting.experiment.knobs[0].name
        """The knob that the keys turn."""
        self.why = ""
        """Why the last turn stopped."""
        self.scene: Scene | None = None
        self._left: dict[str, Setting] = {}
        self._digits = ""
        self._values: dict[str, str] = {}
        """The figures as they stood before the last turn."""

    def compose(self) -> ComposeResult:
        """Knobs and why one stopped, what follows from them, the picture."""
        yield StandingBar(Standing("Lab"))
        with VerticalScroll(id="benches", can_focus=False):
            with Vertical(id="bench"):
                yield Panel(Knobs(), title="Knobs", subtitle=HINT, id="knobs-panel", classes="here")
                yield Fitted(id="why")
                subtitle = "c the same in PyTorch · a ask me"
                figures = Fitted(id="figures")
                yield Panel(figures, title="What follows", subtitle=subtitle, id="figures-panel")
                layers = Static(markup=False, id="table")
                yield Panel(layers, title="Layer by layer", id="table-panel")
                code = Static(markup=False, id="code")
                yield Panel(code, title="In PyTorch", subtitle="c all of it", classes="only-wide", id="code-panel")
            yield Panel(
                Canvas(),
                Static(markup=False, id="form"),
                Fitted(id="caption"),
                title="Picture",
                subtitle="Space plays",
                id="picture",
            )
        yield Keys()

    async def on_mount(self) -> None:
        """Open the experiment."""
        await self._open()

    async def _open(self) -> None:
        experiment = self.setting.experiment
        number = NAMES.index(experiment.name) + 1
        at = f"{number} of {len(NAMES)}  {experiment.title}"
        self.query_one(StandingBar).tell(
            Standing("Lab", where=at, score="n p other experiments" if self.size.width >= ROOMY else "")
        )
        self.query_one(Canvas).clear()
        await self.query_one(Knobs).fill(experiment.knobs)
        self._values.clear()
        self.call_after_refresh(self._show)

    def _take(self, turned: Turned, digits: str = "") -> None:
        """Go to a setting; whatever is no further digit ends the number that was begun."""
        self._digits = digits
        changed = turned.setting != self.setting
        self.setting, self.why = turned
        if changed:
            self._show()
        else:
            self._show_knobs()

    def _show_knobs(self) -> None:
        for name, box in self.query_one(Knobs).boxes.items():
            box.put(self.setting.experiment.shown(self.setting, name), name == self.in_hand)
        self._say_why()

    def _say_why(self) -> None:
        self.query_one("#why", Fitted).lay(wrapped([self.why]) if self.why else None)

    def _show(self) -> None:
        """Show knobs and formulas at once; picture and runs come from a thread."""
        self._show_knobs()
        self._figures({})
        self.query_one("#code", Static).update(self.setting.experiment.code(self.setting))
        self._run(self.setting)

    def _figures(self, measured: Mapping[str, str]) -> None:
        """Write the figures in columns, those bold that a turn has changed."""
        figures = self.setting.experiment.figures(self.setting)
        changed = [self._values.get(figure.name, figure.value) != figure.value for figure in figures]
        self.query_one("#figures", Fitted).lay(lambda width: marked(figure_rows(figures, measured, width), changed))
        if measured:
            self._values = {figure.name: figure.value for figure in figures}

    @work(exclusive=True, group="run")
    async def _run(self, setting: Setting) -> None:
        """Draw the picture, run the op, show the grids; a later turn of a knob ends this."""
        experiment = setting.experiment
        self.scene = await asyncio.to_thread(experiment.picture, setting)
        self._draw()
        try:
            measured = await asyncio.to_thread(experiment.measured, setting)
        except ValueError as error:
            self.why = f"not run: {error}"
            self._say_why()
        else:
            self._figures(measured)
        table = experiment.table(setting)
        self.query_one("#table", Static).update("\n".join(table))
        self.query_one("#table-panel").display = bool(table)

    def _draw(self) -> None:
        canvas, caption = self.query_one(Canvas), self.query_one("#caption", Fitted)
        canvas.display = self.scene is not None
        if self.scene is None:
            self._say_legend(Text())
            caption.lay(wrapped(["There is no picture of this setting."]))
            return
        frame = self.setting.experiment.still(self.scene)
        above = 0 if self.has_class("beside") else self.query_one("#bench").outer_size.height
        canvas.surroundings = above + FRAME
        canvas.show(frame)
        self._say_legend(canvas.legend)
        caption.lay(wrapped(frame.caption.splitlines()))

    def _say_legend(self, legend: Text) -> None:
        """Show what the marks mean, in their colours: in the border where they fit it."""
        on_border = self.query_one(Canvas).legend_on_border
        self.query_one("#picture", Panel).foot(Content.from_rich_text(legend) if on_border else "Space plays")
        part = self.query_one("#form", Static)
        part.update(legend)
        part.display = bool(legend) and not on_border

    def on_resize(self) -> None:
        """Write again what depends on the width."""
        self.set_class(self.size.width >= BESIDE, "beside")
        if self.query(KnobBox):
            self.call_after_refresh(self._show)

    def action_turn(self, steps: int) -> None:
        """Turn the knob in hand."""
        self._take(turn(self.setting, self.in_hand, steps))

    @on(KnobBox.Turned)
    def turned_by_mouse(self, event: KnobBox.Turned) -> None:
        """Turn the knob under the mouse."""
        if event.knob in self.query_one(Knobs).boxes:  # a key may have gone to another experiment since
            self.in_hand = event.knob
            self._take(turn(self.setting, event.knob, event.steps))

    def action_digit(self, digit: int) -> None:
        """Put the knob at the number typed so far, if that is valid; more digits may make it so."""
        digits = f"{self._digits}{digit}"[-4:]
        turned = put(self.setting, self.in_hand, int(digits))
        if turned.why and len(digits) > 1 and int(digits) > self.setting.experiment.knob(self.in_hand).most:
            digits = str(digit)
            turned = put(self.setting, self.in_hand, digit)
        self._take(turned, digits)

    def action_knob(self, steps: int) -> None:
        """Take another knob in hand."""
        names = [knob.name for knob in self.setting.experiment.knobs]
        self.in_hand = names[(names.index(self.in_hand) + steps) % len(names)]
        self._digits = self.why = ""
        self._show_knobs()
        if box := self.query_one(Knobs).boxes.get(self.in_hand):  # keys in a hurry come before there are any
            box.scroll_visible(animate=False)

    async def action_experiment(self, steps: int) -> None:
        """Go to another experiment; this one's setting is kept."""
        self.workers.cancel_group(self, "run")
        self._left[self.setting.experiment.name] = self.setting
        at = NAMES.index(self.setting.experiment.name)
        name = NAMES[(at + steps) % len(NAMES)]
        self.setting = self._left.get(name) or EXPERIMENTS[name].start()
        self._digits = self.why = ""
        self.in_hand = self.setting.experiment.knobs[0].name
        await self._open()

    def action_reset(self) -> None:
        """Go back to the start of this experiment."""
        self._take(Turned(self.setting.experiment.start()))

    def action_own(self) -> None:
        """Type what the knob in hand stands for, where it can be the learner's own."""
        name = self.in_hand
        knob = self.setting.experiment.knob(name)
        if OWN not in knob.choices:
            self.why = f"{knob.label} is a number: type it"
            self._say_why()
            return
        if name == "network":
            title, hint, text = "A network file of your own", "Its path; `convquiz net --help` says what it holds.", ""
        else:
            title, hint = f"{'An image' if name == 'image' else 'A kernel'} of your own", "A square of numbers."
            text = typed(input_grid(self.setting) if name == "image" else kernel_grid(self.setting))
        self.app.push_screen(TypingScreen(title, hint, text, partial(self._own, self.setting, name)))

    def _own(self, setting: Setting, name: str, text: str) -> None:
        """Take what was typed for a knob of a setting: keys in a hurry may have turned to another since."""
        if text.strip() == "-":
            raise ValueError("- is standard input, which the application reads keys from; name a file")
        setting = with_typed(setting, name, text)
        if why := setting.experiment.refusal(setting):
            raise ValueError(why)
        self._take(Turned(setting))

    def action_play(self) -> None:
        """Play the picture, with the whole screen to itself."""
        if self.scene:
            self.app.push_screen(PictureScreen(self.scene, "Lab"))

    def action_code(self) -> None:
        """Show the same in PyTorch."""
        self.app.push_screen(PageScreen("In PyTorch", self.setting.experiment.code(self.setting)))

    @work(exclusive=True, group="ask")
    async def action_ask(self) -> None:
        """Turn the setting into a question of the deck."""
        variants = await asyncio.to_thread(lambda: list(fitting(self.setting)))
        if not variants:
            self.why = "No question of the deck takes these numbers."
            self._say_why()
        elif len(variants) == 1:
            self._ask(variants[0])
        else:
            lines = [f"{variant.id} {variant.title}" for variant in variants]
            screen = ChoosingScreen("Ask me about this", lines, lambda at: self._ask(variants[at]))
            self.app.push_screen(screen)

    def _ask(self, variant: Variant) -> None:
        stage_of(self.app).begin(lambda newcomer: LabRecipe.about(variant, new_seed()))

    def action_scroll(self, pages: int) -> None:
        """Scroll what is under the knobs."""
        body = self.query_one("#benches", VerticalScroll)
        (body.scroll_page_down if pages > 0 else body.scroll_page_up)(animate=False)

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
