"""Libraries that only an extra brings along."""

from __future__ import annotations

import re
import shlex
import sys
from importlib import import_module
from importlib.util import find_spec


def lacking(what: str, extra: str, *modules: str) -> str:
    """Say which of the libraries for something cannot be used and how to install them; empty if all can."""
    install = f"{shlex.quote(sys.executable)} -m pip install"
    if missing := [name for name in modules if find_spec(name) is None]:
        return f"{what} needs {' and '.join(missing)}: {install} 'convquiz[{extra}]'"
    for name in modules:
        if line := _unfit(name, extra):
            return f"{what} needs {line}: {install} --upgrade 'convquiz[{extra}]'"
    return ""


def _unfit(name: str, extra: str) -> str:
    """Say why a library that is there cannot be used; one that was put there by hand has no version."""
    from importlib.metadata import PackageNotFoundError, requires, version  # 20 ms, where an extra is wanted

    try:
        import_module(name)
    except ImportError as error:
        return f"{name}, which cannot be imported ({error})"
    try:
        here, wanted = version(name), requires("convquiz") or []
    except PackageNotFoundError:
        return ""
    distribution = name.replace("_", "-")
    for line in wanted:
        if re.match(rf"{re.escape(distribution)}\b.*extra == .{re.escape(extra)}\b", line):
            for sign, bound in re.findall(r"(>=|<)([\d.]+)", line.partition(";")[0]):
                if (_numbers(here) >= _numbers(bound)) != (sign == ">="):
                    return f"{distribution} {sign}{bound}, and {here} is installed"
    return ""


def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers that a version begins with."""
    found = re.match(r"\d+(\.\d+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()
