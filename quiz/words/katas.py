"""What is said of a program: what is wrong in the learner's terms, where, and at which setting."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from questions.index import KataLine
from questions.model import Kata
from questions.scenes import Scene
from questions.scenes.heat import compared
from quiz.katas.comparing import Fault
from quiz.katas.judging import Failure, Verdict
from quiz.katas.keeping import Record
from quiz.katas.running import Trouble
from quiz.render.pasting import call_code

ALLOWED = "a kata takes NumPy and the standard library, and changes nothing outside"
SAFETY = (
    "Your program runs in a process of its own, with limits on time and memory. That protects from loops and slips of "
    "the hand; it is no sandbox: check only programs that you would run yourself."
)


RAISED = {
    "NotImplementedError": "nothing is written here yet",
    "MemoryError": "more memory than 2 GB is wanted",
    "RecursionError": "it calls itself without end",
    "EOFError": "it reads standard input; what it needs comes as arguments",
    "SystemExit": "it exits; a kata returns its result",
    "KeyboardInterrupt": "it interrupts itself; a kata returns its result",
}
"""What is said of exceptions that say little of what is meant."""


def headline(kata: type[Kata]) -> str:
    """Say what a kata is: `K01.1 Convolve one channel (easy, 10 min)`."""
    return f"{kata.id} {kata.title} ({kata.level}, {kata.minutes} min)"


def listed(line: KataLine, known: Record) -> str:
    """Return a kata's line in the list of all, with its mark."""
    return f"{known.mark} {line.id} {line.name}: {line.title} ({line.minutes} min)"


def verdict_line(verdict: Verdict) -> str:
    """Say in one line how it went."""
    kata, trouble = verdict.kata, verdict.trouble
    if verdict.passed:
        return f"Passed: {verdict.settings} settings, all equal.{_speed(verdict)}"
    if trouble and trouble.at_load:
        return trouble_line(kata, trouble, verdict.file)
    wrong = len(verdict.failures)
    lines = {failure_line(verdict, each) for each in verdict.failures if isinstance(each.why, Trouble)}
    if wrong == verdict.settings and len(lines) == 1:
        return lines.pop()
    if not wrong and trouble:
        return trouble_line(kata, trouble, verdict.file)
    return f"Not yet: {wrong} of {verdict.settings} settings {'is' if wrong == 1 else 'are'} wrong."


def _speed(verdict: Verdict) -> str:
    if not verdict.seconds or not verdict.engine:
        return ""
    kata = verdict.kata
    shapes = [value.shape for value in kata(**(kata.large or {})).arguments().values() if hasattr(value, "shape")]
    size = "×".join(map(str, shapes[0])) if shapes else "large arguments"
    ratio = verdict.seconds / verdict.engine
    told = f"{ratio:.0f}× slower than the engine" if ratio >= 1.5 else "as fast as the engine"
    if not kata.must_be_fast:
        return f" On {size} it is {told}."
    if verdict.vectorised:
        return f" On {size} it is {told}: vectorised."
    return f" On {size} it is {told}: loops. Stage two: without a Python loop over positions."


def trouble_line(kata: type[Kata], trouble: Trouble, file: str) -> str:
    """Say why there is no value, with file and line of the learner's."""
    at = f"{PurePath(file).name}, line {trouble.line}: " if trouble.line else f"{PurePath(file).name}: "
    during = " (while the file was loaded, before any call)" if trouble.at_load else ""
    message = trouble.text.strip().partition("\n")[0]
    raised = ": ".join(filter(None, (trouble.type, message)))
    wanted = " ".join(kata.signature.removeprefix("def ").removesuffix(":").split())
    there = f"it has {message}" if message else "it has none"
    told = {
        "syntax": f"Python cannot read this: {message}",
        "missing": f"there is no function {kata.name}; {there}",
        "signature": f"{kata.name}{message} cannot be called as the kata calls it: {wanted}",
        "refused": f"this {message}{during}; {ALLOWED}",
        "unsendable": f"{kata.name} returns {message}, not {_wanted(kata)}",
        "time": f"time is over{during}: a loop that does not end, or a wait?",
        "stopped": "stopped",
        "died": f"the process ended by itself{during} ({message}); a kata returns and never exits",
    }
    return at + (told.get(trouble.kind) or RAISED.get(trouble.type, raised) + during)


def _wanted(kata: type[Kata]) -> str:
    return described(kata.settings()[0].expected())


def described(value: Any) -> str:
    """Say what kind of value it is."""
    if hasattr(value, "shape") and value.shape:
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    return "a whole number" if isinstance(value, int) else "a number"


def failure_line(verdict: Verdict, failure: Failure) -> str:
    """Say what is wrong at one setting."""
    kata, why = verdict.kata, failure.why
    if isinstance(why, Trouble):
        return trouble_line(kata, why, verdict.file)
    said = [fault_line(why, bool(verdict.printed.strip()))] if why else []
    if failure.changed:
        names, first = " and ".join(failure.changed), failure.changed[0]
        is_or_are = "is" if len(failure.changed) == 1 else "are"
        said.append(f"{names} {is_or_are} not what the caller gave: work on a copy, {first}.copy()")
    return "; ".join(said)


def fault_line(wrong: Fault, printed: bool) -> str:
    """Say what is wrong with a returned value."""
    expected, got = wrong.expected, wrong.got
    subject = f"{wrong.part}: " if wrong.part else ""
    match wrong.kind:
        case "none":
            more = "; what it prints, nobody gets: end with return" if printed else "; does it end with return?"
            line = f"None came back{more}"
        case "type":
            line = f"{_kind_of(got)} came back; {described(expected)} is wanted"
        case "length":
            line = f"{len(got)} results came back; {len(expected)} are wanted"
        case "shape":
            line = f"the shape is {got.shape}, expected {expected.shape}"
        case "complex":
            line = "the numbers are complex; return .real of them"
        case "integers":
            line = f"the result is an array of {got.dtype}, which cuts off fractions; compute in float64"
        case "float32":
            line = f"right, but in {got.dtype}, which keeps 7 digits or fewer; compute in float64"
        case "nan":
            line = "there is NaN in the result"
        case "infinite":
            line = "there is an infinite number in the result"
        case _:
            line = f"expected {expected}, yours {got}" if not getattr(expected, "shape", ()) else "the numbers differ"
    return subject + line


def _kind_of(value: Any) -> str:
    if hasattr(value, "shape"):
        return f"an array of shape {value.shape}" if value.shape else f"the number {value}"
    if isinstance(value, float):
        return f"{value}, a float,"
    return "an int" if type(value) is int else f"a {type(value).__name__}"


def difference(failure: Failure) -> Scene | None:
    """Show yours, expected and their difference; None where there are no two maps of one shape."""
    why = failure.why
    if not isinstance(why, Fault) or why.kind != "values":
        return None
    yours, expected = why.got, why.expected
    if getattr(expected, "ndim", 0) < 1:
        return None
    where = ""
    if expected.ndim == 1:
        yours, expected = yours[None], expected[None]
    while expected.ndim > 2:
        place = next(at for at in range(len(expected)) if abs(yours[at] - expected[at]).max(initial=0) > 1e-9)
        where += f"[{place}]"
        yours, expected = yours[place], expected[place]
    title = f"{why.part or failure.setting.name}{where}"
    return compared(title, ("yours", yours), ("expected", expected), written=True)


def named_lines(verdict: Verdict) -> list[str]:
    """Say which misconceptions compute the same, and that they may be others where they do so partly."""
    partly = ["At some of the wrong settings it computes what this would:"] if verdict.partly else []
    return [*partly, *(mutant.message for mutant in verdict.named)]


def setting_line(failure: Failure) -> str:
    """Say which setting it is."""
    return f"Setting {failure.number}, {', '.join(f'{name} {number}' for name, number in failure.setting)}"


def paste_lines(failure: Failure) -> list[str]:
    """Return the setting as code to paste."""
    return call_code(failure.setting).splitlines()


def passed_lines(kata: type[Kata]) -> list[str]:
    """Return what follows a pass: time and memory, and what an interviewer asks next."""
    return [kata.complexity, f"Next an interviewer asks: {kata.asked_next.ask}", f"  {kata.asked_next.answer}"]


def document(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict for programs."""
    kata = verdict.kata
    return {
        "schema_version": 1,
        "kata": {"id": kata.id, "name": kata.name, "title": kata.title},
        "file": verdict.file,
        "passed": verdict.passed,
        "verdict": verdict_line(verdict),
        "settings": verdict.settings,
        "failures": [
            {
                "setting": failure.number,
                "numbers": failure.setting.model_dump(mode="json"),
                "wrong": failure_line(verdict, failure),
                "code": call_code(failure.setting),
            }
            for failure in verdict.failures
        ],
        "slips": [{"tag": mutant.tag, "message": mutant.message} for mutant in verdict.named],
        "partly": verdict.partly,
        "printed": verdict.printed,
        "seconds": verdict.seconds,
        "loops_seconds": verdict.rival,
        "engine_seconds": verdict.engine,
        "vectorised": verdict.vectorised,
    }
