"""Which network to look at: a published one by its name, or a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from rich.text import Text, TextType
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.suggester import Suggester
from textual.widgets import DirectoryTree, Input, OptionList, Static

from quiz.files.printable import is_printable, printable
from quiz.networks.modules import Modules
from quiz.networks.named import ENDINGS, NetworkUnavailableError, read_named
from quiz.tui.screens.network import NetworkScreen
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing
from solvers.networks.architectures import published
from solvers.networks.reading import Reading

WHERE = "a published one, or a file"


class NetworkFiles(DirectoryTree):
    """Folders, and the files that a network may be in."""

    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "▸ ", "▾ ", "  "

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what is hidden, and files of other kinds."""
        return filter(_may_hold_one, paths)

    def process_label(self, label: TextType) -> Text:
        """Show a name, which may be a stranger's, as text that steers no terminal."""
        return Text(printable(str(label)))


class NetworkNames(Suggester):
    """Published names, and paths, as far as they are typed."""

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first that begins so."""
        named = next((name for name in sorted(published()) if name.startswith(value.lower())), None)
        return named or await asyncio.to_thread(_completed, value)


class NetworkFileScreen(Present[None]):
    """A name to type, and below it what there is to choose; what cannot be read says why, and nothing is lost."""

    BINDINGS = bindings("network_file")
    AUTO_FOCUS = "#named"

    def compose(self) -> ComposeResult:
        """Name box, what is wrong with it, the published ones beside the files."""
        yield StandingBar(Standing("Your network", where=WHERE))
        yield Panel(
            LineBox(placeholder="vgg16, or the path of a file", suggester=NetworkNames(), compact=True, id="named"),
            Static(markup=False, id="why"),
            title="Which network?",
            subtitle="Enter opens it · → takes what is suggested",
        )
        with Horizontal(id="networks"):
            names = Menu(*sorted(published()), markup=False, id="menu")
            yield Panel(names, title="Published", subtitle="Tab, Enter opens one", classes="fill")
            yield Panel(
                NetworkFiles(_here(), id="files"), title="Files", subtitle="Tab, Enter opens one", classes="fill"
            )
        yield Keys()

    def on_mount(self) -> None:
        """Begin with nothing wrong."""
        self._tell(WHERE)

    @on(Input.Submitted)
    def named(self, event: Input.Submitted) -> None:
        """Open what was typed."""
        if event.value.strip():
            self._read(event.value.strip())

    @on(OptionList.OptionSelected)
    def picked(self, event: OptionList.OptionSelected) -> None:
        """Open a published one."""
        self._read(str(event.option.prompt))

    @on(DirectoryTree.FileSelected)
    def chosen(self, event: DirectoryTree.FileSelected) -> None:
        """Open a file."""
        self._read(str(event.path))

    @work(exclusive=True, group="read")
    async def _read(self, name: str) -> None:
        """Read a network and go to its table; another choice, or leaving, gives this one up."""
        self._tell(f"reading {printable(name)} …")
        try:
            reading, modules = await asyncio.to_thread(_read, name)
        except ValueError as error:
            self._tell(WHERE, str(error))
        else:
            self._tell(WHERE)
            self.app.push_screen(NetworkScreen(printable(Path(name).name), reading, modules))

    def _tell(self, where: str, why: str = "") -> None:
        self.query_one(StandingBar).tell(Standing("Your network", where=where))
        self.query_one("#why", Static).update(why)
        self.query_one("#why").display = bool(why)

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()


def _read(name: str) -> tuple[Reading, Modules]:
    if name == "-":
        raise NetworkUnavailableError("- is standard input, which the application reads keys from; name a file")
    reading = read_named(str(_at(name)) if name.startswith("~") else name)
    return reading, Modules(reading.network)


def _here() -> Path:
    """Return the folder that files are chosen in; the one we stand in may be gone."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


def _at(typed: str) -> Path:
    """Return a path with `~` for the learner's home; that of nobody is taken as it is typed."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


def _may_hold_one(path: Path) -> bool:
    return not path.name.startswith(".") and (path.suffix in ENDINGS or path.is_dir())


def _completed(typed: str) -> str | None:
    """Return the first file or folder whose path begins as typed."""
    if not typed:
        return None
    at = _at(typed)
    folder, begun = (at, "") if typed.endswith("/") else (at.parent, at.name)
    try:
        names = sorted(path.name for path in folder.iterdir() if _may_hold_one(path) and is_printable(path.name))
    except (OSError, ValueError):  # no name of a folder, whatever is typed
        return None
    found = next((name for name in names if name.startswith(begun)), None)
    return f"{typed.removesuffix(begun) if begun else typed}{found}" if found else None
