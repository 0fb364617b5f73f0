"""The first screen: what can be done."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from quiz.tui.screens.choices import ENTRIES
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.menu import Menu


class HomeScreen(Floor):
    """A short menu; Enter on the first line is enough for a newcomer."""

    BINDINGS = bindings("home")

    def compose(self) -> ComposeResult:
        """Name, menu, footer."""
        yield Static("convquiz", markup=False, id="name")
        yield Static("Interview questions on CNNs; every answer is proved by running the op.", markup=False, id="motto")
        options = [Option(entry.label, id=entry.name, disabled=entry.name == "resume") for entry in ENTRIES]
        yield Menu(*options, markup=False, id="menu")
        yield Static(markup=False, id="trouble")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Put the cursor on the first line."""
        self.query_one(Menu).highlighted = 0

    def offer_resume(self, place: str) -> None:
        """Open the last line of the menu, with the place where the quiz was left, and go there."""
        menu = self.query_one(Menu)
        menu.replace_option_prompt("resume", f"Resume: {place}")
        menu.enable_option("resume")
        menu.highlighted = menu.get_option_index("resume")

    def close_resume(self) -> None:
        """Nothing is open."""
        menu = self.query_one(Menu)
        menu.replace_option_prompt("resume", "Resume")
        menu.disable_option("resume")
        menu.highlighted = 0

    def tell(self, trouble: str) -> None:
        """Say in one line what is wrong with saving."""
        line = self.query_one("#trouble", Static)
        line.update(trouble)
        line.display = True

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Start what was chosen."""
        chosen = next(entry for entry in ENTRIES if entry.name == event.option_id)
        chosen.begin(stage_of(self.app))
