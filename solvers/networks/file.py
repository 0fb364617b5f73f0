"""Networks in files: TOML, `input = [3, 224, 224]` and a `[[layers]]` table each, or the same as JSON."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, TypeAlias

from pydantic import ValidationError

from solvers.layers import Layer, Shape, whole
from solvers.networks.complaints import complaint
from solvers.networks.graph import NetworkError
from solvers.networks.network import Network

Keys: TypeAlias = tuple[str | int, ...]
"""The way to a value: `("layers", 2, "stride")`."""


class NetworkFileError(ValueError):
    """What is wrong with a file, in one line that begins with the line it is in, where that is known."""

    def __init__(self, line: int | None, reason: str) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)


def read_network(text: str, is_json: bool | None = None) -> Network:
    """Read a network; without `is_json` the first character tells, `{` being JSON's. NetworkFileError if it is bad."""
    if is_json is None:
        is_json = text.lstrip().startswith("{")
    data = _parsed(text, is_json)

    def refusal(keys: Keys, reason: str) -> NetworkFileError:
        return NetworkFileError(_json_line(text, keys) if is_json else _toml_line(text, keys), reason)

    if not isinstance(data, dict):
        raise refusal((), "expected an object with input and layers")
    for key in data:
        if key not in {"input", "layers"}:
            raise refusal((key,), f"{key!r} is not known here; a network has input and layers")
    for key in ("input", "layers"):
        kinds = (list, dict) if key == "input" else list
        if not isinstance(data.get(key), kinds) or not data[key]:
            what = "[channels, height, width], or a table of several by name" if key == "input" else _LAYERS
            raise refusal((key,) if key in data else (), f"{key} is {'wrong' if key in data else 'missing'}: {what}")
    try:
        (name, shape), *others = _inputs(data["input"])
    except ValueError as error:
        raise refusal(("input",), f"input: {error}") from None
    layers = []
    for index, entry in enumerate(data["layers"]):
        try:
            layers.append(Layer.model_validate(entry))
        except ValidationError as error:
            at = error.errors()[0]
            keys = ("layers", index, *at["loc"])
            raise refusal(keys, f"{_called(entry, index)}: {complaint(error, entry)}") from None
    try:
        network = Network(layers, shape, name, others)
        _ = network.table
    except NetworkError as error:
        raise refusal(_keys(error.place), str(error)) from None
    return network


_LAYERS = "[[layers]], one table a layer"


def _inputs(given: Any) -> list[tuple[str, Shape]]:
    named = given if isinstance(given, dict) else {"input": given}
    if not all(isinstance(shape, list) and name.isprintable() for name, shape in named.items()):
        raise ValueError("expected a shape a name, image = [channels, height, width]")
    return [(name, tuple(whole(value, 1) for value in shape)) for name, shape in named.items()]


_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){50}""")
"""A dotted key of many parts, each of which takes tomllib longer than the one before."""


def _parsed(text: str, is_json: bool) -> Any:
    if not is_json and (key := _LONG_KEY.search(text)):
        raise NetworkFileError(text.count("\n", 0, key.start()) + 1, "nested too deeply")
    try:
        return json.loads(text) if is_json else tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise NetworkFileError(error.lineno, f"not JSON: {error.msg}") from None
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).rpartition(" (at ")
        line = re.match(r"line (\d+)", place)
        last = None if line else text.count("\n") + 1
        raise NetworkFileError(int(line[1]) if line else last, f"not TOML: {reason}") from None
    except RecursionError:
        raise NetworkFileError(None, "nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise NetworkFileError(None, str(error).partition(";")[0]) from None


def _called(entry: Any, index: int) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if name and isinstance(name, str) and name.isprintable() else f"layer {index + 1}"


def _keys(place: tuple[int, ...]) -> Keys:
    """Turn index, branch, index … into the way to that layer."""
    if not place:
        return ()
    first, *deeper = place
    pairs = zip(deeper[::2], deeper[1::2], strict=True)
    return ("layers", first, *(key for branch, index in pairs for key in ("branches", branch, index)))


def _toml_line(text: str, keys: Keys) -> int | None:
    """Return the line of a key in its `[[layers]]` table, or the table's; None where the file is laid out otherwise."""
    if not keys:
        return None
    lines, key = text.splitlines(), str(keys[0])
    start, stop, table = 0, len(lines), None
    if key == "layers":
        heads = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[\s*layers\s*\]\]", line)]
        index = keys[1] if len(keys) > 1 else 0
        if isinstance(index, int) and index < len(heads):
            start = table = heads[index]
            stop = next(iter(heads[index + 1 :]), stop)
            key = str(keys[2]) if len(keys) > 2 else "op"
    assignment = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    head = re.compile(rf"\s*\[\s*{re.escape(key)}\s*\]")
    matches = (number for number in range(start, stop) if assignment.match(lines[number]) or head.match(lines[number]))
    found = next(matches, table)
    return None if found is None else found + 1


_SPACE = re.compile(r"[\s,:]*")


def _json_line(text: str, keys: Keys) -> int:
    """Return the line of the value at the end of the way, or of the last on it that is there."""
    decoder, at = json.JSONDecoder(), _after_space(text, 0)
    for key in keys:
        found = _member(decoder, text, at, key)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _member(decoder: json.JSONDecoder, text: str, at: int, key: str | int) -> int | None:
    """Return where a member of the object or array that begins at `at` begins, None if there is none."""
    is_object = text[at] == "{"
    at, index = _after_space(text, at + 1), 0
    while text[at] not in "}]":
        name: str | int = index
        if is_object:
            name, at = decoder.raw_decode(text, at)
            at = _after_space(text, at)
        if name == key:
            return at
        _, at = decoder.raw_decode(text, at)
        at, index = _after_space(text, at), index + 1
    return None


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
