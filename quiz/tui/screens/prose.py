"""A prose card: say or type the answer, compare with the model answer, tick the rubric."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key
from textual.message import Message
from textual.widgets import Markdown, OptionList, Static, TextArea

from quiz.cards.prose import Prose, Tick
from quiz.sessions.player import Player
from quiz.tui.screens.card import CardScreen
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.claims import Claims
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.menu import Menu
from quiz.words.questions import heard_lines

NEXT_TICK: dict[Tick | None, Tick] = {None: "said", "said": "half", "half": "missed", "missed": "said"}


class ProseBox(TextArea):
    """Several lines of free text; Enter ends it."""

    DEFAULT_CSS = """
    ProseBox { height: 5; padding: 0 1; background: $boost; }
    """

    class Submitted(Message):
        """The learner is done."""

    def _is_key(self, character: str | None) -> bool:
        return character in {"?", " "} and not self.text.strip()

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Take printable characters; `?` and a space are keys until something is typed."""
        return not self._is_key(character) and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        """Take Enter as the end, and keep the base class from inserting a character that is a key."""
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            self.post_message(self.Submitted())
        elif self._is_key(event.character):
            event.prevent_default()


class ProseScreen(CardScreen):
    """One question to answer in one's own words."""

    BINDINGS = bindings("rubric", "prose")

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        card = player.card
        assert isinstance(card, Prose)
        self.prose = card
        self.ticks: list[Tick | None] = list(card.ticks or card.marks) or [None] * len(card.question.rubric)
        self.trapped = card.trapped or card.marked_trap
        self.revealed = False

    def compose(self) -> ComposeResult:
        """Show the question and a box; the rest comes when the answer is given."""
        question = self.prose.question
        yield Static(self.top(), markup=False, id="top")
        with VerticalScroll(id="body", can_focus=True):
            yield Static(question.title, markup=False, id="ask")
            yield Static("Say it aloud or type it; Enter shows a model answer.", markup=False, id="form")
            yield ProseBox(soft_wrap=True, show_line_numbers=False, compact=True)
        yield Keys()

    def on_mount(self) -> None:
        """Begin in the box, or where a resumed card was left."""
        box = self.query_one(ProseBox)
        box.focus()
        if self.prose.told:
            box.text = self.prose.typed
            self.run_worker(self._show_again())

    async def _show_again(self) -> None:
        await self.reveal()
        if self.prose.done:
            self.closed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ticking comes after the model answer."""
        if action in ("tick", "trap", "to_rubric"):
            return self.revealed and not self.prose.done and (action != "trap" or bool(self.prose.question.trap))
        if action == "skip":
            return not self.prose.done
        return True

    @on(ProseBox.Submitted)
    async def reveal(self) -> None:
        """Show the model answer, then the rubric to tick."""
        if self.revealed:
            return
        self.revealed = True
        question = self.prose.question
        body = self.query_one("#body", VerticalScroll)
        box = self.query_one(ProseBox)
        box.disabled = True
        if not self.prose.told:
            await self.logged(lambda: self.player.tell(box.text))
        box.display = bool(box.text.strip())
        self.say("#form", "A model answer. Read it, then Enter: tick which points you made; ★ must be said.")
        await body.mount(
            Markdown(question.answer, open_links=False),
            Static("\n".join(heard_lines(question)), markup=False, id="heard"),
            *([Claims(question)] if question.claims else []),
            Static("Which points did you make?", markup=False, classes="label"),
            Menu(*self._rows(), markup=False, id="rubric"),
            Static(markup=False, id="follow-ups"),
        )
        body.focus()
        self.query_one("#rubric", Menu).highlighted = 0
        self.refresh_bindings()

    def _rows(self) -> list[str]:
        question = self.prose.question
        rows = [
            f"[{tick or ' ':^6}] {'★ ' if point.essential else ''}{point.text}"
            for tick, point in zip(self.ticks, question.rubric, strict=True)
        ]
        if question.trap:
            rows.append(f"[{'yes' if self.trapped else 'no':^6}] fell for the trap: {question.trap}")
        open_points = self.ticks.count(None)
        rows.append(f"Enter here: done{f', {open_points} unticked count as missed' if open_points else ''}")
        return rows

    async def _keep(self) -> None:
        """Log the ticks so far, then show them."""
        await self.logged(lambda: self.player.mark(self.ticks, self.trapped))
        self._refresh_rows()

    def _refresh_rows(self) -> None:
        rubric = self.query_one("#rubric", Menu)
        for number, row in enumerate(self._rows()):
            rubric.replace_option_prompt_at_index(number, row)

    async def action_tick(self, tick: Tick) -> None:
        """Tick the highlighted point and go to the next."""
        rubric = self.query_one("#rubric", Menu)
        rubric.focus()
        at = rubric.highlighted or 0
        if at < len(self.ticks):
            self.ticks[at] = tick
            rubric.highlighted = at + 1 if at + 1 < len(self.ticks) else rubric.option_count - 1
        await self._keep()

    def action_to_rubric(self) -> None:
        """Leave reading for ticking."""
        self.query_one("#rubric", Menu).focus()

    async def action_trap(self) -> None:
        """Say whether the learner fell into the trap."""
        self.trapped = not self.trapped
        await self._keep()

    @on(OptionList.OptionSelected, "#rubric")
    async def choose(self, event: OptionList.OptionSelected) -> None:
        """Enter changes a tick; on the last row it ends the card."""
        at = event.option_index
        if self.prose.done:
            self.go_on()
        elif at < len(self.ticks):
            self.ticks[at] = NEXT_TICK[self.ticks[at]]
            await self._keep()
        elif at + 1 < event.option_list.option_count:
            await self.action_trap()
        else:
            await self._rate()

    async def _rate(self) -> None:
        ticks: list[Tick] = [tick or "missed" for tick in self.ticks]
        typed = self.query_one(ProseBox).text
        await self.logged(lambda: self.player.rate(ticks, self.trapped, typed))
        self.ticks = list(ticks)
        self._refresh_rows()
        self.closed()

    def closed(self) -> None:
        """Say what the ticks give, and wait for Enter."""
        self.tell_credit("passed" if self.prose.passed else "a ★ point is missing", "Enter goes on.")
        rubric = self.query_one("#rubric", Menu)
        rubric.replace_option_prompt_at_index(rubric.option_count - 1, "Enter here: next card")

    def tell_credit(self, verdict: str, then: str) -> None:
        """Say what the ticks give and what an interviewer asks next."""
        asked = [f"{entry.ask}\n  {entry.answer}" for entry in self.prose.question.follow_ups]
        asked = ["", "Asked next:", *asked] if asked else []
        self.say("#follow-ups", "\n".join([f"{self.prose.credit:.0%}, {verdict}. {then}", *asked]))
        self.refresh_bindings()
        self.call_after_refresh(self.query_one("#body", VerticalScroll).scroll_end, animate=False)

    def action_flag(self) -> None:
        """Keep a note that this card seems wrong."""
        self.keep_flag(self.prose.code, self.query_one(ProseBox).text, "")
