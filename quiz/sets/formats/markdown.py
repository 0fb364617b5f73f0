"""Markdown as GitHub shows it; formulas between dollars, the key folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quiz.sets.exporting import Export, Format, figure

if TYPE_CHECKING:
    from quiz.sets.entry import Entry

SPECIAL = re.compile(r"[\\`*_\[\]<>#|~$&]|(?<=!)\[")
LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
"""What would begin a list, a rule or an underlined heading."""


def literal(text: str) -> str:
    """Write text so that Markdown shows it as it is; backticks in pairs are code."""
    from quiz.sets.entry import spans

    return "\\\n".join(
        LINE_START.sub(
            _guarded, "".join(f"`{piece}`" if code else SPECIAL.sub(r"\\\g<0>", piece) for piece, code in spans(line))
        )
        for line in text.splitlines()
    )


def _guarded(match: re.Match[str]) -> str:
    blank, mark = match.groups()
    return f"{blank}{mark}\\" if mark.isdigit() else f"{blank}\\{mark}"


def flow(text: str) -> str:
    """Write paragraphs, and matrices as code."""
    from quiz.sets.entry import aligned, blocks

    return "\n\n".join(literal(block) if isinstance(block, str) else fenced(aligned(block)) for block in blocks(text))


def fenced(text: str) -> str:
    """Write lines as they are, in a fence longer than any within."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 3)
    return f"{fence}text\n{text}\n{fence}"


WORDED = {
    ",": r"\thinspace ",
    "!": r"\negthinspace ",
    "{": r"\lbrace ",
    "}": r"\rbrace ",
}
"""What LaTeX also writes as a word: GitHub takes the backslash off a sign, between dollars too."""


def mathematics(latex: str) -> str:
    """Write a formula so that no sign in it stands behind a backslash."""
    return re.sub(r"\\([,!{}])", lambda match: WORDED[match[1]], latex)


def write(export: Export) -> Iterator[bytes]:
    """Yield questions, then the key."""
    from quiz.sets.entry import entry

    entries = []
    yield f"# {literal(export.title)}\n\n{literal(export.origin)}\n\n".encode()
    if export.paper:
        yield "".join(f"{literal(blank)}\n\n" for blank in export.paper.blanks).encode()
    for problem in export.problems:
        shown = entry(problem)
        about = literal(export.about(shown))
        parts = [f"## {export.heading(shown)}", about, flow(shown.ask), f"Wanted: {literal(shown.form)}"]
        if export.answers == "inline":
            parts += ["<details><summary>Answer</summary>", f"**{literal(shown.answer)}**"]
            parts += [*_figure(export, shown), "</details>"]
        elif export.answered:
            entries.append(shown)
        elif export.paper:
            parts.append(literal(f"Answer: {'_' * 30}"))
        yield ("\n\n".join(parts) + "\n\n").encode()
    if entries:
        yield b"## Answer key\n\n<details><summary>Show the answers</summary>\n\n"
        for shown in entries:
            yield ("\n\n".join([*solution(export, shown), *_figure(export, shown)]) + "\n\n").encode()
        yield b"</details>\n\n"
    again = " The same sheet again:\n\n" + fenced("\n".join(export.commands)) if export.commands else ""
    yield f"---\n\n{literal(export.origin)}.{again}\n".encode()


def solution(export: Export, shown: Entry) -> Iterator[str]:
    """Yield the paragraphs of an answer, with steps and slips where they are wanted."""
    yield f"**{shown.number}.** {shown.code}: **{literal(shown.answer)}**"
    if export.worked:
        yield f"{literal(shown.formula)}\\\n${mathematics(shown.latex)}$"
        yield "\n".join(f"{at}. {literal(step)}" for at, step in enumerate(shown.steps, 1))
        if shown.mistakes:
            yield "Slips to avoid:"
            yield "\n".join(
                f"- **{literal(slip.value)}** {literal(' '.join(slip.message.splitlines()))}"
                + "".join(f"\\\n  {literal(line)}" for line in slip.working.splitlines())
                for slip in shown.mistakes
            )


def _figure(export: Export, shown: Entry) -> Iterator[str]:
    if export.illustrated:
        yield fenced(figure(shown.problem).text)


FORMAT = Format(
    name="markdown",
    suffix=".md",
    title="Markdown as GitHub shows it",
    holds="every answer; formulas between dollars; the key folded away; figures drawn in characters",
    write=write,
    answers=("key", "none", "inline", "worked"),
)
