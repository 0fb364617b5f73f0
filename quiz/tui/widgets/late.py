"""What comes too late: a message or a key for a part that has left the screen, or is about to."""

from __future__ import annotations

from traceback import walk_tb

from textual.app import App
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import MountError


class Lasting(MessagePump):
    """Goes on after what came too late, where the base class would never hear a message again."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not is_late(error):
                raise


def is_late(error: BaseException) -> bool:
    """Tell whether something failed because a part has gone in which it was looked for."""
    if not isinstance(error, NoMatches | MountError | LookupError):  # parts that are gone, and styles by their name
        return False
    nodes = (frame.f_locals.get("self") for frame, _ in walk_tb(error.__traceback__))
    return any(isinstance(node, DOMNode) and not isinstance(node, App) and _is_going(node) for node in nodes)


def _is_going(node: DOMNode) -> bool:
    """Tell whether a part, or one that it is in, has left the screen or is about to."""
    closing = (not each.display and each.styles.display != "none" for each in node.ancestors_with_self)
    return not node.is_attached or any(closing)
