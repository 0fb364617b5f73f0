"""A text that changes often."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Told(Static):
    """Has the screen laid out anew, which draws most of it again, only where its lines become more or fewer."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(markup=False, id=id, classes=classes)
        self.said = Content()
        """What it says, also where it is not shown."""

    def tell(self, text: str | Content) -> None:
        """Say something else, or the same."""
        content = Content(text) if isinstance(text, str) else text
        if self.said.is_same(content):
            return
        self.said = content
        self.update(content, layout=False)
        width, height = self.content_size
        if self.display and self.get_content_height(self.size, self.app.size, width) != height:
            self.refresh(layout=True)
