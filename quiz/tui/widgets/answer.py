"""The panel of the answer: a box for each part, and under them how what is typed is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.widgets import Input, Label, Static

from questions.answers import Answer, Choice, Grid, Parts
from quiz.answering.framing import one_line
from quiz.answering.grading import Verdict
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.meaning import MUTED, OVER, marked, plain
from quiz.tui.widgets.panel import Panel
from quiz.words.hearing import heard_line
from quiz.words.marks import Mark

NEVER_TYPED = frozenset({"?"})
"""Characters no answer has; in the box they are keys."""


class AnswerBox(LineBox):
    """A plain line of text; reading it is not the box's business."""

    BINDINGS = bindings("box")

    def __init__(self, spread: Callable[[AnswerBox, str], str], *, name: str, form: str) -> None:
        """`spread` returns this box's own part of what is pasted into it."""
        super().__init__(name=name, placeholder=form, compact=True, select_on_focus=False)
        self._spread = spread

    def joined(self, text: str) -> str:
        """Return pasted lines as an answer of one."""
        return self._spread(self, text)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take printable characters, except those that are keys."""
        return character not in NEVER_TYPED and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        """Keep the base class from inserting a character that is a key, and from keys that are another box's.

        Over a slow line keys come together: those behind one that has led to another box are meant for that.
        """
        now = self.screen.focused
        active = None if event.is_printable else self.screen.active_bindings.get(event.key)
        if isinstance(now, AnswerBox) and now is not self:
            event.stop()
            event.prevent_default()
            await now.on_event(Key(event.key, event.character))
        elif (
            active
            and active.node is self
            and active.binding.id
            and await self.app.run_action(active.binding.action, self, {"screen": self.screen})  # not the one on top
        ):
            event.stop()
            event.prevent_default()
        elif event.character in NEVER_TYPED:
            event.prevent_default()

    async def action_submit(self) -> None:
        """Go to a part that nothing is typed for yet, else send the answer."""
        if not self.query_ancestor(AnswerPanel).fill_next():
            await super().action_submit()


class Word(Static):
    """An option to click."""

    class Chosen(Message):
        """It was clicked."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, text: str) -> None:
        super().__init__(text, markup=False, classes="word")
        self._text = text

    def on_click(self, event: Click) -> None:
        """Choose it."""
        event.stop()
        self.post_message(self.Chosen(self._text))


class AnswerPanel(Panel):
    """Boxes and what is heard of them."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(title="Your answer", id="answer")
        self._answer = answer
        self._forms = {name: part.form for name, part in answer.parts.items()} if isinstance(answer, Parts) else {}

    def compose(self) -> ComposeResult:
        """Give each part a row, the names right-aligned to one column."""
        yield self._head
        column = max(map(len, self._forms), default=0)
        for name, form in self._forms.items() or [("", "")]:
            with Horizontal(classes="part"):
                if name:
                    yield Label(f"  {name.rjust(column)}  ", markup=False)
                yield AnswerBox(self._spread, name=name, form=form)
        if isinstance(self._answer, Choice):
            with Horizontal(classes="words"):
                yield from map(Word, self._answer.options)
        yield self._foot

    def on_mount(self) -> None:
        """Say how it is read what a resumed ask has in its boxes."""
        self.hear()

    def on_resize(self) -> None:
        """Say in a narrow box only what a form comes to."""
        for box, form in zip(self.boxes, self._forms.values(), strict=False):
            box.placeholder = form if len(form) < box.size.width else form.rpartition(": ")[2]

    @property
    def boxes(self) -> list[AnswerBox]:
        """The boxes, from top to bottom."""
        return list(self.query(AnswerBox))

    @property
    def parts(self) -> Mapping[str, str] | None:
        """What is typed for each part, None where there is but one."""
        return {str(box.name): box.value for box in self.boxes} if self._forms else None

    @property
    def text(self) -> str:
        """What is typed, in one line."""
        return "; ".join(box.value for box in self.boxes)

    @property
    def waiting(self) -> AnswerBox:
        """The box that typing goes to: the one that has the keys, else the first that is empty."""
        boxes = [box for box in self.boxes if box.can_focus]
        return next((box for box in boxes if box.has_focus), next((box for box in boxes if not box.value), boxes[0]))

    @on(Input.Changed)
    def hear(self) -> None:
        """Say how what is typed is read, never whether it is right."""
        self.foot(plain(heard_line(self.parts or self.text, self._answer), MUTED))

    def unreadable(self) -> None:
        """Say that what was typed cannot be judged, and select it; why, is said elsewhere."""
        self.foot(plain("not readable", OVER))
        self.waiting.focus()
        self.waiting.action_select_all()

    def judge(self, verdict: Verdict) -> None:
        """Mark every part, leave those that are right, and go to the first that is not, its text selected."""
        for row, box in zip(self.query(".part"), self.boxes, strict=True):
            part = verdict.parts.get(str(box.name))
            if part is None:
                continue
            right = part.kind == "accept"
            label, name = row.query_one(Label), str(box.name)
            column = max(map(len, self._forms))
            mark = marked(Mark.RIGHT if right else Mark.MISSED)
            label.update(Content.assemble(mark, f" {name.rjust(column)}  "))
            row.set_class(right, "good")
            box.can_focus = not right
        box = next((box for box in self.boxes if box.can_focus), self.boxes[0])
        box.focus()
        box.action_select_all()

    def go(self, rows: int) -> None:
        """Go to the box of the next part, or of the one before."""
        boxes = [box for box in self.boxes if box.can_focus]
        at = boxes.index(self.waiting)
        self.screen.set_focus(boxes[min(max(at + rows, 0), len(boxes) - 1)])

    def fill_next(self) -> bool:
        """Go to the first empty box, unless all are or none; tell whether there was one."""
        empty = [box for box in self.boxes if not box.value.strip()]
        there = 0 < len(empty) < len(self.boxes)
        if there:
            self.screen.set_focus(empty[0])
        return there

    def choose(self, text: str) -> None:
        """Put an option into the box."""
        self.boxes[0].value = text

    def take(self, text: str) -> None:
        """Take what was typed or pasted elsewhere."""
        box = self.waiting
        box.focus()
        box.insert_text_at_cursor(text if len(text) == 1 else box.joined(text))

    def _spread(self, box: AnswerBox, text: str) -> str:
        """Give the boxes after one a line each of what is pasted into it, and return its own; a map takes all lines."""
        part = self._answer.parts[str(box.name)] if isinstance(self._answer, Parts) else self._answer
        boxes = [each for each in self.boxes if each.can_focus]
        after = boxes[boxes.index(box) + 1 :]
        own, *lines = list(filter(None, map(str.strip, text.splitlines()))) or [""]
        if isinstance(part, Grid) or not 0 < len(lines) <= len(after):
            return one_line(text, part)
        for other, line in zip(after, lines, strict=False):
            other.value = line
        return own
