"""What people and programs put around an answer: a label, a library's brackets, a full stop, line ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from keyword import iskeyword

from questions.answers import Answer, Grid, Parts
from quiz.answering.spelling import UnclearError
from quiz.answering.units import refuse_other

LIBRARY = re.compile(
    r"(?:[A-Za-z_]\w*\.)*(?:as)?(?:array|matrix|[Tt]ensor|(?:Tensor)?Shape|Size|u?int[1-9][0-9]?|float[1-9][0-9]?)"
    r"\s*\((.*?)(?:,\s*(?:dtype|device|requires_grad|grad_fn)\s*=.*)?\)"
)
LABEL = re.compile(r"([^\W\d](?:[\w -]{0,30}\w)?)?\s*[=:]\s*")
ANNOUNCED = re.compile(r"\s*(?:the\s+)?answer\s*(?:\bis\b|[:=])\s*", re.IGNORECASE)


def one_line(text: str, answer: Answer) -> str:
    """Join the lines of a text, as they are pasted: `;` between rows and parts, otherwise a space."""
    rows = isinstance(answer, Parts) or (isinstance(answer, Grid) and not answer.one_row)
    joined = ""
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        # A stroke at the end of a line is where the row ends already.
        separate = rows and joined and not joined.endswith("/")
        joined = f"{joined.rstrip(',; ')}; {line}" if separate else f"{joined} {line}".strip()
    return joined


def announced(text: str) -> str:
    """Drop the words before an answer with which it is printed: `Answer:`, `The answer is`."""
    return text[said.end() :] if (said := ANNOUNCED.match(text)) else text


def framed(text: str, unit: str = "") -> str:
    """Drop what stands around an answer: `O =`, `np.array( )`, a trailing comma, semicolon or full stop."""
    text = re.sub(r"\s*[,;]$", "", text.strip())
    text = re.sub(r"(?<=[\w)\]%])\.$", "", text)
    if label := _label(text):
        refuse_other(label[1] or "", unit)
        text = text[label.end() :]
    if call := LIBRARY.fullmatch(text):
        text = call[1].strip()
    if not text:
        raise UnclearError("Nothing is typed yet.")
    return text


def _label(text: str) -> re.Match[str] | None:
    """Match a label; a word of Python's is none, so that code is not taken for an answer."""
    label = LABEL.match(text)
    return None if label is None or text[label.end() :].startswith("=") or iskeyword(label[1] or "") else label


def labelled(text: str, names: Collection[str]) -> list[tuple[str, str]]:
    """Cut a text at `name=`, `name:`, `na:` or `name 5`, in any case of its letters; nothing unless it begins so."""
    found = ((cut, _meant(cut[1] or cut[2], names)) for cut in _labels(names).finditer(text)) if names else ()
    cuts = [(cut, name) for cut, name in found if name]
    if not cuts or text[: cuts[0][0].start()].strip("([ "):
        return []
    ends = [cut.start() for cut, _ in cuts[1:]] + [len(text)]
    return [(name, text[cut.end() : end].strip(" ,;")) for (cut, name), end in zip(cuts, ends, strict=True)]


def _labels(names: Iterable[str]) -> re.Pattern[str]:
    spelled = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    # In ASCII alone, since the regex engine takes ı for i and no table of names does.
    return re.compile(
        rf"(?<!\w)(?:({spelled})(?:\s*[=:]\s*|\s+(?=[-+.0-9(\[]))|([a-z]\w*)\s*[=:]\s*)", re.IGNORECASE | re.ASCII
    )


def _meant(label: str, names: Iterable[str]) -> str | None:
    """Return the name that a label is, or the only one that begins with it: `W` for width."""
    folded = {name.casefold(): name for name in names}
    found = [name for spelled, name in folded.items() if spelled.startswith(label.casefold())]
    return folded.get(label.casefold()) or (found[0] if len(found) == 1 else None)


def _named(text: str, names: Collection[str]) -> tuple[str | None, str]:
    """Take the name off a piece that begins or ends with it, `runs no`, `64 (bias)`; None where it has none."""
    spelled = {name.casefold(): name for name in names}
    either = "|".join(sorted(map(re.escape, spelled), key=len, reverse=True))
    before = re.fullmatch(rf"({either})(?:\s*[=:]\s*|\s+)(\S.*)", text, re.IGNORECASE | re.ASCII)
    if before:
        return spelled[before[1].casefold()], before[2]
    short = re.fullmatch(r"([a-z]\w*)\s*[=:]\s*([^\s=].*)", text, re.IGNORECASE | re.ASCII)
    if short and (name := _meant(short[1], names)):
        return name, short[2]
    after = re.fullmatch(rf"(.*\S)\s+\(?({either})\)?", text, re.IGNORECASE | re.ASCII)
    return (spelled[after[2].casefold()], after[1]) if after else (None, text)


def placed(pieces: Sequence[str], names: Collection[str]) -> dict[str, str] | None:
    """Give each name its piece: as named where all are, else in order; None where a name contradicts the order."""
    found = [_named(piece, names) for piece in pieces]
    said = [name for name, _ in found if name]
    if sorted(said) == sorted(names):
        return {name: rest for name, rest in found if name}
    if len(set(said)) < len(said):  # nouns, such as channels and channels
        return dict(zip(names, pieces, strict=True))
    in_order = all(name in (None, own) for (name, _), own in zip(found, names, strict=True))
    if not in_order or any(name is None and _label(rest) for name, rest in found):
        return None
    return {own: rest for own, (_, rest) in zip(names, found, strict=True)}
