"""What every op asks of its arguments before it computes, and how it refuses them."""

from operator import index
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Pair: TypeAlias = int | tuple[int, int]

# Infinity and NaN pass through the ops that this decorates as IEEE arithmetic has it, without NumPy's warnings.
ieee = np.errstate(all="ignore")

_FLOATS = frozenset({np.dtype(np.float32), np.dtype(np.float64)})
_EXACT = _FLOATS | {np.dtype(np.int64)}


def short_buffers() -> None:
    """Let NumPy combine rows of some two hundred numbers where they lie, until the op that is `ieee` returns.

    Its long buffers are filled with copies first, which takes as long again. To tell it so takes a microsecond: of
    a tiny convolution a sixth, so that not every op does.
    """
    np.setbufsize(384)


def whole(name: str, value: Any, least: int) -> int:
    """Return `value` as an int; TypeError unless it is one, ValueError below `least`."""
    try:
        number = index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {value!r}") from None
    if number < least:
        raise ValueError(f"{name} must be at least {least}, not {number}")
    return number


def each(name: str, value: Any) -> tuple[Any, Any]:
    """Split a setting into that of the rows and that of the columns; ValueError if it is a sequence of other length."""
    if isinstance(value, (int, str)):
        return value, value
    try:
        rows, columns = value
    except TypeError:
        return value, value
    except ValueError:
        raise ValueError(f"{name} must be one for both axes or two (rows, columns), not {value!r}") from None
    return rows, columns


def pair(name: str, value: Any, least: int) -> tuple[int, int]:
    """Return two ints from an int or a pair; TypeError unless integers, ValueError below `least`."""
    first, second = each(name, value)
    return whole(name, first, least), whole(name, second, least)


def operands(op: str, *, exact: bool = True, **given: Array | None) -> list[Any]:
    """Return `given` as arrays, None kept; TypeError unless all float32, all float64 or, with `exact`, int64.

    Nothing is converted: a mixture of dtypes, or a narrow integer that sums would overflow, is refused.
    """
    arrays = [None if value is None else np.asarray(value) for value in given.values()]
    dtypes = [array.dtype for array in arrays if array is not None]
    allowed = _EXACT if exact else _FLOATS
    if dtypes.count(dtypes[0]) < len(dtypes) or dtypes[0] not in allowed:
        found = ", ".join(f"{n} is {a.dtype}" for n, a in zip(given, arrays, strict=True) if a is not None)
        raise TypeError(f"{op}: {found}; expected {', '.join(sorted(map(str, allowed)))}, the same throughout")
    return arrays


def dimensions(op: str, **expected: tuple[Array, str]) -> None:
    """Raise ValueError unless each array has as many axes as its shape in letters, `input=(x, "n c h w")`."""
    for array, letters in expected.values():
        if array.ndim != letters.count(" ") + 1:
            found = " and ".join(f"{name} {array.shape}" for name, (array, _) in expected.items())
            wanted = " and ".join(f"({letters.replace(' ', ', ')})" for _, letters in expected.values())
            raise ValueError(f"{op}: {found}; expected {wanted}")


def grouped(op: str, groups: int, input_shape: tuple[int, ...], weight_shape: tuple[int, ...]) -> None:
    """Raise ValueError unless `groups` splits input (n, c, ...) among the kernels (o, c / groups, ...)."""
    whole("groups", groups, 1)
    channels, (kernels, depth) = input_shape[1], weight_shape[:2]
    if channels != depth * groups or kernels % groups:
        raise ValueError(
            f"{op}: input {input_shape} and weight {weight_shape} with groups={groups}; expected "
            f"{depth} × {groups} = {depth * groups} channels and a number of kernels divisible by {groups}"
        )


def shaped(op: str, shape: tuple[int, ...], **given: Array | None) -> None:
    """Raise ValueError unless every array that is given has `shape`."""
    for name, array in given.items():
        if array is not None and array.shape != shape:
            raise ValueError(f"{op}: {name} {array.shape}; expected {shape}")
