"""The linter of katas: what is wrong with one, and what to do about it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from questions.model import Kata
from quiz.deck.check import Finding
from quiz.deck.katas import kata_called
from quiz.katas.comparing import fault
from quiz.katas.judging import Verdict, judged
from quiz.katas.parcels import packed, unpacked
from quiz.katas.running import Returned, Run, Trouble

SMALL = 40
"""Numbers that the arrays of a first setting may have."""
SHAPE = re.compile(r"\([^()]*,[^()]*\)")


def trial(kata: type[Kata], program: str) -> Verdict:
    """Judge one of our own programs without a process of its own."""
    function, done = kata.function(program), Run()
    for setting in kata.settings():
        try:
            done.results.append(Returned(unpacked(packed(function(*setting.arguments().values())))))
        except (ValueError, IndexError, ZeroDivisionError, TypeError) as error:
            done.results.append(Trouble("raised", str(error), type(error).__name__))
    return judged(kata, f"{kata.name}.py", done)


def check_called(key: str) -> Iterator[Finding]:
    """Yield what is wrong with the kata of this name or id."""
    return check_kata(kata_called(key))


def check_kata(kata: type[Kata]) -> Iterator[Finding]:
    """Yield what is wrong with a kata: its stub, its witnesses, its reference, its mutants."""
    yield from _check_stub(kata)
    for setting in kata.settings():
        closed = setting.closed()
        if closed is not None and fault(setting.expected(), closed):
            what = f"{setting}: formula {closed}, op {setting.expected()}"
            yield Finding(kata.id, what, "find which of the two witnesses is wrong; both must agree at every setting")
    for body in filter(None, (kata.loops, kata.vectorised)):
        verdict = trial(kata, kata.program(body))
        if not verdict.passed:
            what = f"the reference is wrong at {verdict.failures[0].setting}: {verdict.failures[0].why}"
            yield Finding(kata.id, what, "mend it, or what the engine is asked for")
    yield from _check_mutants(kata)


def _check_stub(kata: type[Kata]) -> Iterator[Finding]:
    try:
        functions = [node for node in ast.parse(kata.stub()).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError as error:
        yield Finding(kata.id, f"the stub does not parse: {error}", "mend signature and shapes")
        return
    if [function.name for function in functions] != [kata.name]:
        yield Finding(kata.id, "the stub is not one function", "write one `def` in the signature")
        return
    arguments = kata.settings()[0].arguments()
    names = [argument.arg for argument in functions[0].args.args]
    if names != list(arguments):
        yield Finding(kata.id, f"the signature has {names}, a setting {list(arguments)}", "give both the same order")
    arrays = [value for value in arguments.values() if hasattr(value, "shape")]
    if arrays and not SHAPE.search(kata.shapes):
        yield Finding(kata.id, "the docstring states no shape", "write shapes as (n, c, h, w)")
    if sum(array.size for array in arrays) > SMALL:
        yield Finding(kata.id, "the first setting is not small", "put a small one first among the edges")


def _check_mutants(kata: type[Kata]) -> Iterator[Finding]:
    for mutant in kata.mutants:
        try:
            verdict = trial(kata, kata.mistaken(mutant))
        except ValueError as error:
            yield Finding(kata.id, str(error), "write the edit after the reference")
            continue
        if verdict.passed:
            yield Finding(kata.id, f"the mutant {mutant.tag} passes", "add a setting at which it is wrong")
        elif verdict.slips != [mutant.tag]:
            what = f"the mutant {mutant.tag} is told as {', '.join(verdict.slips) or 'nothing'}"
            yield Finding(kata.id, what, "add a setting that tells it apart")
        if not mutant.message:
            yield Finding(kata.id, f"{mutant.tag} has no message", "add one, or a shared one in questions/slips")
