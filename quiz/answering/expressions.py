"""Arithmetic in typed answers: exact fractions, a fixed list of functions, and nothing that can grow."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any

from simpleeval import InvalidExpression, simple_eval

from questions.answers import fraction, half_up
from quiz.answering.spelling import UnclearError, quoted, split
from quiz.answering.units import is_noun

MAX_EXPONENT = 64
MAX_BITS = 512
FLOATS_TELL = 10**14
"""One part in so many of a number is what a few steps in floats may be off."""
LONGEST_TYPED = 10**6
"""The denominators of floats are larger."""

NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:\s*[eE]\s*[+-]?[0-9]+)?"
TOKEN = re.compile(rf"\s*(?:(?P<number>{NUMBER})|(?P<word>[^\W\d]\w*)|(?P<sign>\*\*|//|[-+*/%^(),]))")
WORDS = re.compile(r"(?<!\w)[^\W\d]\w*")

HINT = "Write a number, or an expression such as 3*3*64+64 with * for times."
SYNTAX = f"That cannot be worked out. {HINT}"
TOO_LARGE = f"That number is too large: exponents go up to {MAX_EXPONENT}."


def evaluated(text: str) -> Fraction:
    """Work out an expression exactly; a name, a string or a comparison is refused before anything runs."""
    source, numbers = _tokens(text)
    try:
        value = simple_eval(source, operators=OPERATORS, functions=FUNCTIONS, names=numbers)
    except ZeroDivisionError:
        raise UnclearError("That divides by zero.") from None
    except (
        InvalidExpression,
        SyntaxError,
        ArithmeticError,
        TypeError,
        ValueError,
        RecursionError,
        MemoryError,
    ):
        raise UnclearError(SYNTAX) from None
    if not isinstance(value, Fraction):
        raise UnclearError(SYNTAX)
    return value


def literal(text: str) -> Fraction:
    """Read one decimal, with or without an exponent, exactly."""
    text = "".join(text.split()).lower()
    _, _, exponent = text.partition("e")
    if len(exponent) > 4 or abs(int(exponent or 0)) > MAX_EXPONENT:
        raise UnclearError(TOO_LARGE)
    return _small(Fraction(text))


def _tokens(text: str) -> tuple[str, dict[str, Fraction]]:
    """Rewrite an expression over names of its numbers, so that Python never rounds 0.1 to a float."""
    source, numbers, place = list[str](), dict[str, Fraction](), 0
    text = text.rstrip()
    divided = [False]
    while place < len(text):
        token = TOKEN.match(text, place)
        if token is None:
            raise UnclearError(f"{quoted(text[place:].strip()[:1])} is not understood. {HINT}")
        place = token.end()
        if token["sign"] == "(":
            if source and (source[-1] in numbers or source[-1] == ")") and _is_computed(text, place):
                if token[0] != "(":
                    raise UnclearError("A factor, or a remark? Before a parenthesis write * for times.")
                if divided[-1]:
                    raise UnclearError("That divides by one factor or by both: write 1/(2*(3+4)) or 1/2*(3+4).")
                source.append("*")
            divided.append(False)
        elif token["sign"] == ")":
            divided = divided[:-1] or [False]
        elif token["sign"]:
            divided[-1] = token["sign"] in ("/", "//", "%", "^", "**")
        if token["number"]:
            source.append(f"n{len(numbers)}")
            numbers[source[-1]] = literal(token["number"])
        elif token["word"]:
            source.append(_function(token["word"], text))
        else:
            source.append("**" if token["sign"] == "^" else token["sign"])
    return " ".join(source), numbers


def _is_computed(text: str, start: int) -> bool:
    """Tell whether an expression stands behind an opening parenthesis, not a lone number or a list."""
    inner, depth = "", 1
    for sign in text[start:]:
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            break
        inner += sign
    return bool(re.search(r"[0-9)]\s*[-+*/%^]", inner)) and len(split(inner, ",")) == 1


def _function(word: str, text: str) -> str:
    """Return the name of a function; blame no noun that would be understood without the words around it."""
    if word.lower() not in FUNCTIONS:
        strange = (each for each in WORDS.findall(text) if each.lower() not in FUNCTIONS and not is_noun(each))
        raise UnclearError(f"{quoted(next(strange, word))} is not understood. {HINT}")
    return word.lower()


def _small(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise UnclearError(TOO_LARGE)
    return value


def _bounded(function: Callable[..., Any]) -> Callable[..., Fraction]:
    """Let a function return fractions only, and only small ones, so that no later step can be slow."""

    @wraps(function)
    def run(*values: Fraction) -> Fraction:
        result = fraction(function(*values))
        if result is None:
            raise TypeError("no real number")
        return _small(_settled(result))

    return run


def _settled(value: Fraction) -> Fraction:
    """Take a number for the whole one that it would be if roots were not floats: sqrt(2)*sqrt(8), 64^(1/3)."""
    nearest = round(value)
    is_off = value.denominator > LONGEST_TYPED and abs(value - nearest) * FLOATS_TELL < abs(nearest)
    return Fraction(nearest) if is_off else value


def _power(base: Fraction, exponent: Fraction) -> Fraction | float:
    if abs(exponent) > MAX_EXPONENT:
        raise UnclearError(TOO_LARGE)
    if exponent.denominator == 1:
        return base ** int(exponent)
    return _root(base) if exponent == Fraction(1, 2) else math.pow(base, exponent)


def _root(value: Fraction) -> Fraction | float:
    if value < 0:
        raise UnclearError("A negative number has no square root.")
    exact = Fraction(math.isqrt(value.numerator), math.isqrt(value.denominator))
    return exact if exact**2 == value else math.sqrt(value)


def _log2(value: Fraction) -> float:
    return math.log2(value.numerator) - math.log2(value.denominator)


def _round(value: Fraction, places: Fraction = Fraction(0)) -> Fraction:
    if places.denominator != 1 or abs(places) > MAX_EXPONENT:
        raise TypeError("decimals are counted")
    return half_up(value, int(places))


_ARITHMETIC: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
_NAMED: dict[str, Callable[..., Any]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "sqrt": _root,
    "log2": _log2,
    "min": min,
    "max": max,
    "abs": abs,
    "round": _round,
}
OPERATORS = {kind: _bounded(function) for kind, function in _ARITHMETIC.items()}
FUNCTIONS = {name: _bounded(function) for name, function in _NAMED.items()}
