"""Networks by name: a published one, or one in a file of the learner's."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.files.input import mapped_input, read_input, text_of
from quiz.files.printable import printable
from quiz.sets.extras import lacking

if TYPE_CHECKING:
    from mmap import mmap

    from solvers.layers import Shape
    from solvers.networks.network import Network
    from solvers.networks.reading import Reading

LARGEST_FILE = 1 << 20
IMAGE = (3, 224, 224)
"""The shape of the example on which a module is run unless told."""
KINDS = {".toml": False, ".json": True}
"""Endings of typed networks, and whether they are JSON."""
ENDINGS = (".onnx", ".cfg", *KINDS)
"""Endings of all files that are read."""
TAKEN = "TOML (.toml), JSON (.json; Keras' too), ONNX (.onnx) or Darknet's (.cfg)"
PICKLED = (".pt", ".pth", ".pkl", ".ckpt")
"""Endings of files that run code when they are loaded."""
WEIGHTED = (".keras", ".h5", ".hdf5")
"""Endings of Keras' files that have the weights in them."""
EXPORT = 'torch.onnx.export(model, (example,), "model.onnx", optimize=False)'


class NetworkUnavailableError(ValueError):
    """Why there is no network of this name, in one line, with the line of the file where there is one."""


def network_named(name: str) -> Network:
    """Return a published network, or the one in a file; raises as `read_named`."""
    return read_named(name).network


def read_named(name: str, shape: Shape = (), running: Callable[[], object] = lambda: None) -> Reading:
    """Return a published network, or the one in a file (TOML, JSON or ONNX; `-` is TOML or JSON on standard input).

    `file.py:Name` is a PyTorch module, which is run on an example of this shape (or an image's), after `running`
    is called; ONNX files and Keras' that leave sizes open have these. NetworkUnavailableError if there is none, or a
    bad one, or if it says its input itself and a shape is given.
    """
    from solvers.networks.architectures import published  # --help needs no network
    from solvers.networks.reading import Reading

    if entry := published().get(name.lower()):
        _unasked(shape)
        return Reading(entry.network)
    suffix = Path(name).suffix.lower()
    if suffix in PICKLED:
        raise NetworkUnavailableError(
            f"{printable(name)}: a pickle, which runs code when it is loaded, is not read, but {TAKEN}: {EXPORT}"
        )
    if suffix in WEIGHTED:
        raise NetworkUnavailableError(
            f"{printable(name)}: of Keras what model.to_json() returns is read, as a .json file; "
            f"a network file is {TAKEN}"
        )
    if is_module(name):
        return _module(name, shape, running)
    try:
        return _onnx(name, shape) if suffix == ".onnx" else _text(name, suffix, shape)
    except FileNotFoundError:
        near = get_close_matches(name.lower(), published(), 1)
        hint = f"did you mean {near[0]}?" if near else "`convquiz net --list` names the published networks"
        raise NetworkUnavailableError(
            f"{printable(name)} is neither a published network nor a file ({TAKEN}); {hint}"
        ) from None
    except OSError as error:
        raise NetworkUnavailableError(f"{printable(name)} cannot be read ({error.strerror})") from None


def is_module(name: str) -> bool:
    """Whether a name is that of a PyTorch module in a file, whose code is run: `file.py:Name`."""
    path, _, attribute = name.rpartition(":")
    return path.lower().endswith(".py") and attribute.isidentifier()


def _module(name: str, shape: Shape, running: Callable[[], object]) -> Reading:
    from quiz.networks.exported import NotExportedError, exported

    try:
        return _read(name, exported(name, shape or IMAGE, running))
    except NotExportedError as error:
        raise NetworkUnavailableError(f"{printable(name)}: {error}") from None


def _onnx(name: str, shape: Shape) -> Reading:
    with mapped_input(name) as data:
        return _read(name, data, shape)


def _read(name: str, data: bytes | mmap, shape: Shape = ()) -> Reading:
    if line := lacking("this", "onnx", "onnx"):
        raise NetworkUnavailableError(f"{printable(name)}: {line}")
    from solvers.networks.graph import NetworkError
    from solvers.networks.onnx_files.reading import read_onnx
    from solvers.networks.onnx_files.skimming import NotOnnxError

    try:
        reading = read_onnx(data, shape)
        _ = reading.network.table
    except (NotOnnxError, NetworkError) as error:
        raise NetworkUnavailableError(f"{printable(name)}: {printable(str(error))}") from None
    return reading


def _text(name: str, suffix: str, shape: Shape) -> Reading:
    from solvers.networks.darknet import read_darknet
    from solvers.networks.file import NetworkFileError, read_network
    from solvers.networks.graph import NetworkError
    from solvers.networks.keras import is_keras, read_keras
    from solvers.networks.reading import Reading

    content = read_input(name, LARGEST_FILE)
    if suffix == ".py":
        shown = printable(name)
        raise NetworkUnavailableError(f"{shown}: a network file is {TAKEN}; for a PyTorch module write {shown}:Net")
    kinds = "" if suffix in ENDINGS or name == "-" else f"; a network file is {TAKEN}"
    shown = "standard input" if name == "-" else printable(name)
    if len(content) > LARGEST_FILE:
        raise NetworkUnavailableError(f"{shown}: longer than {LARGEST_FILE:,} bytes, no file of a network{kinds}")
    try:
        text = text_of(content)
    except UnicodeDecodeError:
        raise NetworkUnavailableError(f"{shown}: not a text file in UTF-8{kinds}") from None
    try:
        if suffix != ".cfg" and is_keras(text):
            reading = read_keras(text, shape)
        else:
            _unasked(shape)
            reading = read_darknet(text) if suffix == ".cfg" else Reading(read_network(text, KINDS.get(suffix)))
        _ = reading.network.table
    except (NetworkFileError, NetworkError) as error:
        raise NetworkUnavailableError(f"{shown}: {error}{kinds}") from None
    return reading


def _unasked(shape: Shape) -> None:
    if shape:
        raise NetworkUnavailableError(
            "--input goes with file.py:Name, ONNX files and Keras' models; other networks say their input themselves"
        )
