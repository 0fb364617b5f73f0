"""One kata: its ask, the learner's file, and the verdict on it at each save."""

from __future__ import annotations

from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Key
from textual.widgets import Static, TextArea
from textual.worker import get_current_worker

from questions.model import Kata
from questions.notation.counts import count
from quiz.files.output import CannotWriteError, write_file
from quiz.katas.editing import EditorError, edit, editor
from quiz.katas.folder import UnreadableError, begun, program
from quiz.katas.judging import Verdict, check
from quiz.katas.keeping import Deed, is_kept, keep
from quiz.katas.watching import PACE, saves
from quiz.log.progress import ProgressUnavailable
from quiz.tui.screens.stage import stage_of
from quiz.tui.screens.typing import TypingScreen
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.program import ProgramPanel
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.katas import headline
from quiz.words.marks import Mark
from quiz.words.standing import Standing

EACH_SAVE = "Each save runs it at all settings."


class KataScreen(Present[None]):
    """The learner writes elsewhere or in a box here; each save is judged, and leaving stops what runs."""

    BINDINGS = bindings("kata")

    def __init__(self, kata: type[Kata], file: Path) -> None:
        super().__init__()
        self.kata, self.file = kata, file
        self.verdict: Verdict | None = None
        """The latest, None before the first."""
        self._number = self._hints = self._tries = 0
        self._saved = saves(file)
        self._judged = ""
        """The program that was judged last; saving the same once more is no other try."""

    def compose(self) -> ComposeResult:
        """Ask and hints; beside or under them what is known of the program."""
        kata = self.kata
        yield StandingBar(self._standing())
        with VerticalScroll(id="body", can_focus=True), Horizontal(id="columns"):
            with Vertical(id="of-ask"):
                origin = f"{kata.level} · {kata.minutes} min · {kata.id}"
                yield Panel(Static(kata.says, markup=False), title=kata.title, subtitle=origin)
                yield Panel(Fitted(id="hint-lines"), title="Hints", id="hinted")
            yield ProgramPanel()
        yield Keys()

    def _standing(self) -> Standing:
        mark = () if self.verdict is None else (Mark.RIGHT if self.verdict.passed else Mark.MISSED,)
        return Standing("Kata", mark, self.kata.name, count(self._tries, "try") if self._tries else "")

    @property
    def _panel(self) -> ProgramPanel:
        return self.query_one(ProgramPanel)

    def on_mount(self) -> None:
        """Begin to look whether the file is saved."""
        self.query_one("#body").focus()
        self.query_one("#hinted").display = False
        if self.file.exists():
            self._panel.say(f"In {self.file}", EACH_SAVE)
        else:
            self._panel.say("Not begun: e writes the stub to", f"  {self.file}", EACH_SAVE)
        self.set_interval(PACE, self._look)

    def _look(self) -> None:
        if self._saved():
            self._judge()

    def action_check(self) -> None:
        """Judge the file as it is; who asks for it tries."""
        self._judge(asked=True)

    @work(thread=True, exclusive=True)
    def _judge(self, *, asked: bool = False) -> None:
        worker = get_current_worker()
        self.app.call_from_thread(self._panel.wait, "it runs …")
        try:
            text = program(str(self.file))
        except UnreadableError as error:
            self.app.call_from_thread(self._fail, str(error))
            return
        verdict = check(self.kata, text, str(self.file), lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            if is_try := asked or not self._is_known(text, verdict):
                self._keep("answered", verdict)
            self._judged = text
            self.app.call_from_thread(self._show, verdict, is_try)

    def _is_known(self, text: str, verdict: Verdict) -> bool:
        """Tell whether it was judged before: here, or when its screen was open the last time."""
        if self._judged:
            return text == self._judged
        try:
            return is_kept(stage_of(self.app).progress, self.kata, verdict)
        except ProgressUnavailable:
            return False  # keeping it says so

    def _keep(self, deed: Deed, verdict: Verdict | None = None) -> None:
        try:
            keep(stage_of(self.app).progress, self.kata, deed, verdict)
        except ProgressUnavailable as error:
            self.app.call_later(stage_of(self.app).tell_trouble, str(error))

    def _fail(self, why: str) -> None:
        self._panel.say(why)
        self._panel.wait("")

    def _show(self, verdict: Verdict, is_try: bool) -> None:
        self.verdict, self._number = verdict, 0
        self._tries += is_try and not verdict.unwritten
        self._panel.say(f"In {self.file}")
        self.query_one(StandingBar).tell(self._standing())
        self._draw()

    def _draw(self) -> None:
        if self.verdict:
            self._panel.tell(self.verdict, self._number)
            self.refresh_bindings()
            if not self.has_class("-wide"):
                self.call_after_refresh(self._panel.scroll_visible, animate=False, top=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the next failing setting where there is one."""
        return action != "next_failure" or (self.verdict is not None and len(self.verdict.failures) > 1)

    def action_next_failure(self) -> None:
        """Show the next failing setting."""
        self._number += 1
        self._draw()

    def action_next_hint(self) -> None:
        """Tell one hint more."""
        self._hints = min(self._hints + 1, len(self.kata.hints))
        self._keep("hinted")
        self.query_one("#hint-lines", Fitted).lay(wrapped(self.kata.hints[: self._hints]))
        panel = self.query_one("#hinted", Panel)
        panel.display = True
        panel.foot(f"{self._hints} of {len(self.kata.hints)}")
        self.call_after_refresh(panel.scroll_visible, animate=False)

    def action_edit(self) -> None:
        """Go to the learner's editor and come back; where there is none, to a box."""
        try:
            fresh = begun(self.kata, self.file.parent)
            text = program(str(self.file))
        except (CannotWriteError, UnreadableError, OSError) as error:
            self._panel.say(str(error))
            return
        if fresh:
            self._keep("asked")
        self._panel.say(f"In {self.file}")
        if words := [] if self.app.is_web else editor():  # an editor would open where nobody sits
            try:
                with self.app.suspend():
                    edit(words, self.file)
            except EditorError as error:
                self._panel.say(str(error))
            self.refresh(layout=True)
        else:
            self.app.push_screen(ProgramScreen(headline(self.kata), str(self.file), text, self._take))

    def _take(self, text: str) -> None:
        try:
            write_file(self.file, [text.encode()], force=True)
        except CannotWriteError as error:
            raise ValueError(str(error)) from error

    def action_out(self) -> None:
        """Go back; what runs is stopped."""
        self.dismiss(None)


class ProgramBox(TextArea):
    """A box in which Tab indents."""

    def on_mount(self) -> None:
        """Show the numbers of lines, which verdicts name."""
        self.show_line_numbers, self.tab_behavior = True, "indent"

    async def _on_key(self, event: Key) -> None:
        """Leave Esc to the screen; the base class moves the focus with it where Tab indents."""
        if event.key == "escape":
            event.prevent_default()


class ProgramScreen(TypingScreen, inherit_bindings=False):
    """A box to write the program in; leaving it keeps what is written."""

    BINDINGS = bindings("program")
    BOX = ProgramBox
    MODE = "Kata"

    def action_out(self) -> None:
        """Keep it; where that cannot be done say so, and leave it only when asked again."""
        if str(self.query_one("#why", Static).content):
            self.dismiss()
        else:
            self.action_take()
