"""Values as data between the two processes: JSON with the bytes of arrays in base64, bounded, never a pickle."""

# The child runs this file by its path, apart from the package: it imports nothing of ours.

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import numpy as np

LARGEST = 16 * 2**20
"""Bytes of all arrays of one result."""
MOST, DEEPEST = 10_000, 8
"""Entries of one result, and how deep they lie in each other."""

_tobytes = np.ndarray.tobytes  # a learner's subclass may have one of its own


class UnsendableError(Exception):
    """A value cannot be sent; the message says what it is."""


def packed(value: Any, deep: int = 0) -> Any:
    """Return a value as JSON; UnsendableError of what is no number or array and no list, tuple or dict of them."""
    if value is None or type(value) in (bool, float, str):
        if isinstance(value, str) and len(value) > MOST:
            raise UnsendableError("a text longer than any answer")
        return {"plain": value}
    if type(value) is int:
        if value.bit_length() > 1000:
            raise UnsendableError("a whole number of more than 300 digits")
        return {"plain": value}
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biufc":
            raise UnsendableError(f"an array of {value.dtype}")
        if value.nbytes > LARGEST:
            raise UnsendableError(f"an array of {value.nbytes // 2**20} MB")
        return {"dtype": value.dtype.str, "shape": value.shape, "bytes": b64encode(_tobytes(value)).decode()}
    if isinstance(value, np.generic):
        return {"dtype": value.dtype.str, "number": packed(value.item(), deep + 1)}
    if deep < DEEPEST and type(value) in (list, tuple, dict) and len(value) <= MOST:
        entries = [packed(each, deep + 1) for each in (value.items() if type(value) is dict else value)]
        return {type(value).__name__: entries}
    article = "an" if type(value).__name__[:1].lower() in "aeiou" else "a"
    raise UnsendableError(f"{article} {type(value).__name__}")


def unpacked(parcel: Any) -> Any:
    """Return the value of a parcel; ValueError, KeyError or TypeError if it is none."""
    if "plain" in parcel:
        return parcel["plain"]
    if "number" in parcel:
        return np.dtype(parcel["dtype"]).type(unpacked(parcel["number"]))
    if "bytes" in parcel:
        flat = np.frombuffer(bytearray(b64decode(parcel["bytes"])), np.dtype(parcel["dtype"]))
        return flat.reshape(parcel["shape"])
    (name, entries), *_ = parcel.items()
    values = [unpacked(each) for each in entries]
    return {"list": list, "tuple": tuple, "dict": dict}[name](values)
