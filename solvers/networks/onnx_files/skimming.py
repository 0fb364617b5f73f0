"""An ONNX file without its weights: what is long in tensors is skipped, not read."""

from __future__ import annotations

from collections.abc import Iterator
from mmap import mmap

LONG = 1 << 16
"""Bytes of one field above which it is looked into, or left out where it holds numbers."""
MOST = 1 << 26
"""Bytes that may be left when the weights are out."""
DEEPEST = 8

_MODEL, _GRAPH, _NODE, _ATTRIBUTE, _TENSOR, _SPARSE = range(6)
_INSIDE = {
    (_MODEL, 7): _GRAPH,
    (_GRAPH, 1): _NODE,
    (_GRAPH, 5): _TENSOR,
    (_GRAPH, 15): _SPARSE,
    (_SPARSE, 1): _TENSOR,
    (_SPARSE, 2): _TENSOR,
    (_NODE, 5): _ATTRIBUTE,
    (_ATTRIBUTE, 5): _TENSOR,
    (_ATTRIBUTE, 6): _GRAPH,
}
"""The messages in which there may be tensors, by the numbers of their fields in onnx.proto."""
_NUMBERS = {4, 5, 6, 7, 9, 10, 11}
"""The fields of a tensor that hold its numbers."""


class NotOnnxError(ValueError):
    """Why a file is no ONNX model, in one line."""


def skimmed(data: bytes | mmap) -> bytes:
    """Return the bytes of a model whose tensors have lost their numbers where these are long; NotOnnxError if broken.

    Wire format of protocol buffers: a number with the field and its type, then the value or its length and its bytes.
    """
    kept = bytearray()
    for part in _parts(data, 0, len(data), _MODEL, 0):
        kept += part
        if len(kept) > MOST:
            raise NotOnnxError(f"more than {MOST:,} bytes beside its weights, no network that is tabulated here")
    return bytes(kept)


def _parts(data: bytes | mmap, at: int, end: int, message: int, depth: int) -> Iterator[bytes]:
    while at < end:
        start = at
        tag, at = _number(data, at, end)
        field, kind = tag >> 3, tag & 7
        if kind == 0:
            _, at = _number(data, at, end)
        elif kind in {1, 5}:
            at += 8 if kind == 1 else 4
        elif kind == 2:
            length, at = _number(data, at, end)
            body = at
            at += length
            if at <= end and length > LONG:
                if message == _TENSOR and field in _NUMBERS:
                    continue
                inside = _INSIDE.get((message, field))
                if inside is not None and depth < DEEPEST:
                    whole = b"".join(_parts(data, body, at, inside, depth + 1))
                    yield data[start : body - len(_varint(length))] + _varint(len(whole)) + whole
                    continue
        else:
            raise NotOnnxError("no ONNX model: its fields cannot be told apart")
        if at > end:
            raise NotOnnxError("no ONNX model, or one that was cut off")
        if at - start > MOST:
            raise NotOnnxError(f"a part of {at - start:,} bytes that is no weights")
        yield data[start:at]


def _number(data: bytes | mmap, at: int, end: int) -> tuple[int, int]:
    """Read seven bits a byte, the lowest first, as long as the eighth is set."""
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise NotOnnxError("no ONNX model, or one that was cut off")


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)
