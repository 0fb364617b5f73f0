"""A text that changes often."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Told(Static):
    """Has the screen laid out anew, which draws most of it again, only where its lines become more or fewer."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(markup=False, id=id, classes=classes)
        self._said = Content()

    def tell(self, text: str | Content) -> bool:
        """Say something else, and return whether it is anything else."""
        content = Content(text) if isinstance(text, str) else text
        if self._said.is_same(content):
            return False
        self._said = content
        self.update(content, layout=False)
        width, height = self.content_size
        if self.display and self.get_content_height(self.size, self.app.size, width) != height:
            self.refresh(layout=True)
        return True
