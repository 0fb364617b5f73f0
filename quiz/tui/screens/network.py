"""A network: its table as a tree of modules, one layer in full, what its outputs see, and asks about them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from questions.notation.counts import count
from quiz.deck.seed import new_seed
from quiz.lab.experiments import EXPERIMENTS
from quiz.networks.dealing import Wanted, dealt
from quiz.networks.document import agrees
from quiz.networks.modules import Entry, Modules
from quiz.sessions.network import NetworkRecipe
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.picture import PictureScreen
from quiz.tui.screens.prompt import PromptScreen
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.menu import SCROLLS, Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.network import cell_line, detail_lines, network_line, table_columns
from quiz.words.standing import Standing
from solvers.networks.reading import Reading
from solvers.networks.running import run
from solvers.networks.runs.limits import TooLargeError


class NetworkScreen(Floor):
    """A line a layer or a closed module; the marked one in full below."""

    BINDINGS = bindings("network")
    AUTO_FOCUS = "#menu"

    def __init__(self, name: str, reading: Reading, modules: Modules) -> None:
        super().__init__()
        self._called, self.network, self.modules = name, reading.network, modules
        self._notes = reading.notes
        self._entries: list[Entry] = []
        self._place: Entry | None = None
        """What was marked last; words that find nothing lose it not."""
        self._ran: dict[int, bool] = {}
        """Of rows that have run, whether the run agrees."""

    def compose(self) -> ComposeResult:
        """Words to look for, the table, the marked line in full."""
        yield StandingBar()
        yield LineBox(placeholder="Words of a name, an op or a window; Esc shows all", compact=True, id="finder")
        subtitle = "Enter opens a module · f all of them"
        table = Static(markup=False, id="table-head"), Menu(markup=False, id="menu")
        yield Panel(*table, title=self._called, subtitle=subtitle, id="layers", classes="fill")
        yield Panel(Fitted(id="detail"), subtitle="a ask me about this · Space what it sees", id="detail-panel")
        yield Keys()

    def on_mount(self) -> None:
        """Say which network it is, and what to know of how it was read."""
        self._tell()
        for note in self._notes:
            self.notify(note, markup=False, timeout=10)

    def on_resize(self) -> None:
        """Lay the table out for another width."""
        self.call_after_refresh(self._fill)

    def _tell(self, score: str = "") -> None:
        shapes = [shape for _, shape in self.network.inputs]
        line = network_line(self._called, shapes, self.network.parameters, self.network.macs)
        self.query_one(StandingBar).tell(Standing("Your network", where=line, score=score))

    def _fill(self) -> None:
        """Show the table again, the same layer marked."""
        menu = self.query_one(Menu)
        self._place = self._marked or self._place
        self._entries = self.modules.entries(self.query_one(Input).value)
        laid = table_columns(self._entries, max(menu.size.width - SCROLLS, 4), self._ran)
        self.query_one("#table-head", Static).update(laid.head)
        menu.set_options([Option(Content(line)) for line in laid.lines] or [Option("No layer has these words.")])
        menu.highlighted = _place(self._place, self._entries) if self._place else 0

    @property
    def _marked(self) -> Entry | None:
        at = self.query_one(Menu).highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    @on(OptionList.OptionHighlighted)
    def look(self) -> None:
        """Show the marked line in full."""
        entry = self._marked
        self.query_one("#detail-panel", Panel).head(entry.line.name if entry else "")
        self._detail(self._about(entry) if entry else [])

    def _about(self, entry: Entry) -> list[str]:
        inputs = () if entry.is_module else self.network.table[entry.rows[0]].inputs
        return detail_lines(entry, inputs, self.network.parameters, self.network.macs)

    def _detail(self, lines: Sequence[str]) -> None:
        self.query_one("#detail", Fitted).lay(wrapped(lines))

    @on(OptionList.OptionSelected)
    def turn(self) -> None:
        """Open a module or close it."""
        if (entry := self._marked) and entry.is_module:
            self.modules.turn(entry)
            self._fill()

    def action_fold(self) -> None:
        """Close all modules, or open them where none is open."""
        self.modules.fold_all(bool(self.modules.open))
        self._fill()

    def action_find(self) -> None:
        """Type words to look for."""
        box = self.query_one(Input)
        box.display = True
        box.focus()

    @on(Input.Changed)
    def filter(self) -> None:
        """Show the layers that have all the words."""
        self._fill()

    @on(Input.Submitted)
    def read(self) -> None:
        """Go from the words to the layers."""
        self.query_one(Menu).focus()

    def action_ask(self) -> None:
        """Ask about the marked layer, or the layers of a module."""
        if entry := self._marked:
            self._begin({self.network.table[at].name for at in entry.rows})

    def action_quiz(self) -> None:
        """Ask about the whole network."""
        self._begin(())

    def _begin(self, layers: Collection[str]) -> None:
        name, network, seed = self._called, self.network, new_seed()

        def recipe(newcomer: bool) -> NetworkRecipe:
            return NetworkRecipe(network=name, seed=seed, asks=dealt(network, seed, Wanted(layers=layers)))

        stage_of(self.app).begin(recipe)

    def action_play(self) -> None:
        """Play what an output of the marked layer sees."""
        if entry := self._marked:
            self._play(entry.rows[-1])

    @work(exclusive=True, group="picture")
    async def _play(self, at: int) -> None:
        field = EXPERIMENTS["field"]
        setting = field.start().with_own("network", self.network, layer=at + 1)
        scene = await asyncio.to_thread(field.picture, setting)
        if scene:
            self.app.push_screen(PictureScreen(scene, "Your network"))
        else:
            self.notify("There is no picture of this layer: windows on its way are not alike, or see too much.")

    def action_cell(self) -> None:
        """Ask for an output of the marked layer, and say what it sees."""
        if not (entry := self._marked):
            return
        row = self.network.table[entry.rows[-1]]
        sides, image = row.output[1:], self.network.input[1:]
        if len(sides) != len(image) or not sides:
            self.notify("Its outputs are no map.", markup=False)
            return

        def problem(text: str) -> str:
            place = _numbers(text)
            fits = len(place) == len(sides) and all(0 <= at < side for at, side in zip(place, sides, strict=True))
            most = ", ".join(str(side - 1) for side in sides)
            return "" if fits else f"One number an axis, counted from 0: at most {most}."

        def say(text: str | None) -> None:
            if text:
                told = cell_line(row, _numbers(text), image)
                self._detail([told, *self._about(entry)])

        asked = "row, column" if len(sides) == 2 else "its place"
        self.app.push_screen(PromptScreen(f"An output of {row.name}: {asked}", problem), say)

    def action_measure(self) -> None:
        """Run every layer beside its formula, or stop that."""
        running = [worker for worker in self.workers if worker.group == "run" and worker.is_running]
        if running:
            self.workers.cancel_group(self, "run")
            self._tell("stopped")
        else:
            self._ran = {}
            self._measure()

    @work(thread=True, exclusive=True, group="run", exit_on_error=False)
    def _measure(self) -> None:
        worker, rows = get_current_worker(), self.network.table
        try:
            for at, seen in enumerate(run(self.network)):
                agree = agrees(rows[at], seen)
                if worker.is_cancelled:
                    return
                self.app.call_from_thread(self._has_run, at, agree)
        except TooLargeError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._tell, f"not run: {error}")

    def _has_run(self, at: int, agrees: bool) -> None:
        self._ran[at] = agrees
        layers = len(self.network.table)
        wrong = list(self._ran.values()).count(False)
        self._tell(f"{len(self._ran)} of {count(layers, 'layer')} run" + (f", {wrong} DISAGREE" if wrong else ""))
        if len(self._ran) == layers:
            self._fill()

    def action_out(self) -> None:
        """Show all again, or go back."""
        box = self.query_one(Input)
        if box.display:
            box.value, box.display = "", False
            self.query_one(Menu).focus()
        else:
            self.dismiss(None)


def _numbers(text: str) -> list[int]:
    return [int(number.replace("−", "-")) for number in re.findall(r"[-−]?\d{1,9}", text)]


def _place(marked: Entry, entries: Sequence[Entry]) -> int:
    """Return where an entry stands among others: itself, else what it is in, as deep as that can be seen."""
    holding = [at for at, entry in enumerate(entries) if marked.rows[0] in entry.rows]
    itself = [at for at in holding if (entries[at].line.name, entries[at].rows) == (marked.line.name, marked.rows)]
    return next(reversed(itself or holding), 0)
