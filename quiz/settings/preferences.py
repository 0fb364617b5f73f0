"""What the learner prefers, validated: how the application looks, what its keys are, how much it asks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError, field_validator

from quiz.settings.file import PreferencesError, document_of, line_of, path_of, replace, table_of, text_of
from quiz.settings.interview import Interview

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SWITCHES = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
"""What people type for true and false, in any case."""


class Preferences(BaseModel):
    """The learner's preferences; what is not set is as it is here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theme: StrictStr = ""
    """Colours, by the name of one of Textual's themes."""
    animation: Literal["", "full", "basic", "none"] = ""
    """How much moves; with none a demonstration opens at its end and is stepped."""
    plain: StrictBool = False
    """Line by line instead of the full screen."""
    timer: StrictBool = True
    """Show the time that a card takes: in the drill, and in an interview beside what is suggested."""
    new_per_day: Annotated[StrictInt, Field(ge=0, le=1000)] = 10
    """New cards a day in the drill."""
    retention: Annotated[float, Field(strict=True, ge=0.7, le=0.97, allow_inf_nan=False)] = 0.9
    """Share of cards to be remembered when the drill brings them back."""
    day_begins: Annotated[StrictInt, Field(ge=0, le=11)] = 4
    """The hour at which a day begins: what is done after midnight and before it belongs to the day before."""
    interview_kata: StrictBool = False
    """End a mock interview with a program to write, ten minutes more."""
    katas_folder: StrictStr = ""
    """Folder of your katas, else `convquiz` among the documents."""
    interview: Interview = Interview()
    """The interview to prepare for; `convquiz plan` sets it."""
    keys: dict[str, StrictStr] = {}
    """Other keys by action, several separated by commas."""

    @field_validator("theme", "animation", mode="before")
    @classmethod
    def _in_any_case(cls, name: object) -> object:
        return name.lower() if isinstance(name, str) else name

    @field_validator("theme")
    @classmethod
    def _is_a_theme(cls, name: str) -> str:
        from quiz.settings.themes import THEMES  # a file that names no theme does without the screens

        if name and name not in THEMES:
            raise ValueError(f"there is no theme {name!r}{_near(name, THEMES)}; there are {', '.join(THEMES)}")
        return name

    @field_validator("keys")
    @classmethod
    def _are_keys(cls, keys: dict[str, str]) -> dict[str, str]:
        from quiz.keys.check import check_keys

        check_keys(keys)
        return keys


TOLD = {
    "bool_type": "{key} is true or false",
    "int_type": "{key} is a whole number",
    "float_type": "{key} is a number such as 0.9",
    "finite_number": "{key} is a number such as 0.9",
    "greater_than_equal": "{key} is at least {ge}",
    "less_than_equal": "{key} is at most {le}",
    "literal_error": "{key} is full, basic or none",
    "date_type": "{key} is a day such as 2026-12-05",
    "date_from_datetime_parsing": "{key} is a day such as 2026-12-05",
    "date_from_datetime_inexact": "{key} is a day such as 2026-12-05",
    "tuple_type": "{key} is a list such as {such_as}",
    "model_type": "{key} is a table, a line each such as {key}.minutes = 30",
    "string_type": "{key} is text in quotes",
    "dict_type": 'keys is a table, a line each such as keys.hint = "f8"',
}
"""What is said of a value by pydantic's name of the problem."""
SUCH_AS = {"interview.topics": '["batch norm", "cost"]', "interview.levels": '["easy", "medium"]'}


class _InvalidError(PreferencesError):
    """One preference of a file is not as it must be."""

    def __init__(self, path: Path, line: int | None, key: str, why: str) -> None:
        super().__init__(f"{path}{f', line {line}' if line else ''}: {why}")
        self.key, self.why = key, why


def load() -> tuple[Preferences, str]:
    """Return the preferences, the default of each that is not as it must be, and one line that says what is wrong.

    A mistake in one of them leaves the others: where a day begins or how the screen is read hangs on no other line.
    """
    path = path_of()
    try:
        return read(path), ""
    except _InvalidError as error:
        return _sound(table_of(path, text_of(path))), f"A setting is not used: {error}"
    except PreferencesError as error:
        return Preferences(), f"Settings are not used: {error}"


def _sound(table: dict[str, Any]) -> Preferences:
    """Return the preferences of a file without those that are not as they must be; of keys all or none count."""
    try:
        return Preferences.model_validate(table)
    except ValidationError as error:
        for problem in error.errors():
            group, *inner = map(str, problem["loc"])
            if inner and group != "keys" and inner[0] in table.get(group, ()):
                del table[group][inner[0]]
            else:
                table.pop(group, None)
        return _sound(table)


def read(path: Path) -> Preferences:
    """Return the preferences in a file, the defaults if there is none; PreferencesError if it cannot be used."""
    return _validated(path, text_of(path))


def store(values: Mapping[str, Any]) -> None:
    """Set preferences, given as text or as they are, in the file; PreferencesError, and nothing is changed."""
    path = path_of()
    text = text_of(path)
    for key, value in values.items():
        text = _with(path, text, key, value)
    replace(path, text)


def unset(key: str) -> None:
    """Take one preference out of the file; PreferencesError, and nothing is changed."""
    path = path_of()
    document = document_of(path, text_of(path))
    place: Any = document
    *tables, last = key.split(".")
    for table in tables:
        place = place.get(table) if isinstance(place, dict) else None
    if not isinstance(place, dict) or last not in place:
        raise PreferencesError(f"{key} is not set in {path}{_near(key, _dotted(document.unwrap()))}")
    del place[last]
    replace(path, document.as_string())


def _with(path: Path, text: str, key: str, value: Any) -> str:
    """Return a file's text with one preference set in it; comments and order stay."""
    from tomlkit import table  # reading does without it

    document = document_of(path, text)
    group, dot, name = key.partition(".")
    if not _settable(key):
        raise PreferencesError(f"there is no setting {key!r}{_near(key, names())}; there are {', '.join(names())}")
    place: Any = document
    if dot:
        if group not in document:
            document[group] = table()
        place = document[group]
        if not isinstance(place, dict):
            _validated(path, text)  # which says what is wrong with it
    place[name or group] = _meant(value) if isinstance(value, str) and group != "keys" else value
    changed = document.as_string()
    if "\r\n" in text:  # tomlkit ends new lines as if the file were another system's
        changed = re.sub(r"\r?\n", "\r\n", changed)
    try:
        _validated(path, changed)
    except _InvalidError as error:
        if error.key.partition(".")[0] != group:
            _validated(path, text)  # which tells the line of the file as it is
        raise PreferencesError(error.why) from error
    return changed


def _settable(key: str) -> bool:
    """Tell whether there is such a setting; which keys there are, their table says."""
    group, _, name = key.partition(".")
    return (group == "keys" and bool(name)) or key in names()


def typed(name: str, text: str) -> Preferences:
    """Return the defaults with one preference as it is typed; ValueError says what is wrong with it."""
    group, dot, inner = name.partition(".")
    meant = _meant(text.strip())
    try:
        return Preferences.model_validate({group: {inner: meant} if dot else meant})
    except ValidationError as error:
        raise ValueError(_told(name, error.errors()[0])) from error


def problem_with(name: str, text: str) -> str:
    """Say what is wrong with a typed value for a preference, or nothing."""
    try:
        typed(name, text)
    except ValueError as error:
        return str(error)
    return ""


def shown(value: object) -> str:
    """Return a value as people say it: `on`, `nord`, `hint f8`, of topics or levels `all`."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {keys}" for name, keys in value.items()) or "as they are"
    if isinstance(value, Interview):
        return f"{value.date}, {value.minutes} min a day" if value.date else "no day is set"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(value) or "all"
    return str(value)


def names() -> list[str]:
    """Return what can be set."""
    of_tables = {"interview": [f"interview.{name}" for name in Interview.model_fields], "keys": ["keys.ACTION"]}
    return [each for name in Preferences.model_fields for each in of_tables.get(name, [name])]


def _meant(text: str) -> Any:
    """Return the TOML value that a typed text stands for; what is no number and no switch is text."""
    if (switch := SWITCHES.get(text.lower())) is not None:
        return switch
    try:
        return tomllib.loads(f"value = {text}")["value"] if "\n" not in text else text
    except ValueError:
        return text


def _validated(path: Path, text: str) -> Preferences:
    try:
        return Preferences.model_validate(table_of(path, text))
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(map(str, problem["loc"]))
        told = _told(key, problem)
        about = re.match(r"keys\.\w+", told)  # all keys are looked at together
        raise _InvalidError(path, line_of(text, about[0] if about else key), key, told) from error


def _told(key: str, problem: ErrorDetails) -> str:
    """Say what is wrong with one preference, and what to write."""
    if problem["type"] == "extra_forbidden":
        return f"there is no setting {key!r}{_near(key, names())}; there are {', '.join(names())}"
    if problem["type"] not in TOLD:
        return problem["msg"].removeprefix("Value error, ")
    given = repr(problem["input"])
    given = given if len(given) <= 40 else f"{given[:39]}…"
    return f"{TOLD[problem['type']].format(key=key, such_as=SUCH_AS.get(key), **problem.get('ctx', {}))}, not {given}"


def _near(word: str, known: Iterable[str]) -> str:
    """Return a suggestion where a word is nearly one that is known."""
    close = get_close_matches(word, list(known), 1)
    return f" (did you mean {close[0]}?)" if close else ""


def _dotted(table: dict[str, Any]) -> list[str]:
    return [
        f"{name}.{inner}" if isinstance(value, dict) else name
        for name, value in table.items()
        for inner in (value if isinstance(value, dict) else [""])
    ]
