"""A setting of a kata as code."""

from __future__ import annotations

import textwrap
from typing import Any

from questions.model import Kata


def call_code(setting: Kata) -> str:
    """Return the call of a kata's function at a setting, with the numbers of its arrays."""
    arguments = setting.arguments()
    lines = [f"{name} = {literal(value)}" for name, value in arguments.items() if _is_array(value)]
    words = [name if _is_array(value) else literal(value) for name, value in arguments.items()]
    return "\n".join([*lines, f"{setting.name}({', '.join(words)})"])


def _is_array(value: Any) -> bool:
    return hasattr(value, "shape")


def literal(value: Any) -> str:
    """Return a value as Python writes it; arrays, also those in a tuple, by their numbers."""
    if isinstance(value, tuple) and any(map(_is_array, value)):
        return f"({', '.join(map(literal, value))},)"
    if not _is_array(value):
        return repr(value)
    rows = textwrap.wrap(f"np.array({value.tolist()})", 100, subsequent_indent="    ", break_on_hyphens=False)
    return "\n".join(rows)
