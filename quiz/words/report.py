"""The report on an interview as text for the screen, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from questions.notation.counts import count
from quiz.sessions.report import Line, Report, Score
from quiz.words.times import minutes

NOTHING = "Nothing was answered."


def report_lines(report: Report) -> list[str]:
    """Return the report for the screen and the line mode."""
    if not report.lines:
        return [NOTHING]
    lines = [f"{_headline(report)}.", "", f"Weakest topic: {report.weakest_topic or 'none'}", "To practise next:"]
    lines += [f"  {each.code} {each.variant} {each.title} ({each.because})" for each in report.practise]
    if report.slips:
        lines += ["", "Your slips:"]
        lines += [f"  {slip.times}× {slip.message} ({slip.tag}; {', '.join(slip.codes)})" for slip in report.slips]
    lines += ["", "By topic, weakest first:", *map(_score, report.topics)]
    lines += ["", "By level:", *map(_score, report.levels)]
    lines += ["", "Ask by ask:"]
    for line in report.lines:
        lines.append(f"  {line.code} {line.name}: {line.outcome}, {mark(line.credit)}, {_time(line)}")
        lines += [f"    {detail}" for detail in _details(line)]
    return lines


def _headline(report: Report) -> str:
    left = "" if report.finished else ", left before the end"
    score = f"Score {mark(report.credit)} of {count(len(report.lines), 'mark')}"
    return f"{score} in {minutes(report.seconds)}, suggested {minutes(report.suggested)}{left}"


def mark(value: float) -> str:
    """Write marks with at most two decimals."""
    return f"{round(value, 2):g}"


def _score(score: Score) -> str:
    return (
        f"  {score.name}: {mark(score.credit)} of {score.asks}, {minutes(score.seconds)} of {minutes(score.suggested)}"
    )


def _time(line: Line) -> str:
    over = ", over time" if line.seconds > line.suggested else ""
    return f"{minutes(line.seconds)} of {minutes(line.suggested)}{over}"


def _details(line: Line) -> Iterator[str]:
    """Yield what was answered, where it was not simply right."""
    if line.carried:
        yield line.carried
    elif line.answer and line.outcome not in ("right", "second try"):
        yield f"you: {line.typed or 'nothing'}; right: {line.answer}"


def report_markdown(report: Report) -> str:
    """Return the report as Markdown."""
    about = f"Seed {report.seed}, {count(report.minutes, 'minute')}."
    if not report.lines:
        return f"# Mock interview\n\n{NOTHING} {about}\n"
    parts = ["# Mock interview", "", f"{_headline(report)}. {about}"]
    parts += ["", "## Next", "", f"Weakest topic: {report.weakest_topic or 'none'}. To practise:", ""]
    parts += [f"- {each.code}: {each.variant} {each.title} ({each.because})" for each in report.practise]
    for title, scores in (("By topic, weakest first", report.topics), ("By level", report.levels)):
        rows = [
            (at.name, f"{mark(at.credit)} of {at.asks}", minutes(at.seconds), minutes(at.suggested)) for at in scores
        ]
        parts += ["", f"## {title}", "", *_table(("", "score", "time", "suggested"), rows)]
    if report.slips:
        parts += ["", "## Slips", ""]
        parts += [f"- {at.times}× {_text(at.message)} (`{at.tag}`; {', '.join(at.codes)})" for at in report.slips]
    asked = [
        (
            line.code,
            line.name,
            line.outcome,
            mark(line.credit),
            minutes(line.seconds),
            minutes(line.suggested),
            "; ".join(_details(line)),
        )
        for line in report.lines
    ]
    header = ("code", "ask", "outcome", "mark", "time", "suggested", "")
    parts += ["", "## Ask by ask", "", *_table(header, asked)]
    return "\n".join(parts) + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(map(_text, row))} |"


def _text(text: str) -> str:
    """Escape what Markdown would take for markup; a line break would end a table's row."""
    escaped = "".join(f"\\{letter}" if letter in "\\|*_`<>[]#~" else letter for letter in text)
    return " ".join(escaped.split())


def report_json(report: Report) -> str:
    """Return the report for programs."""
    return json.dumps({"schema_version": 1, **asdict(report)}, ensure_ascii=False, indent=2) + "\n"
