"""The learner's settings: what is refused, what stays as it was, what a broken file does."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from quiz.cli import cli
from quiz.settings import preferences
from quiz.settings.file import PreferencesError, line_of
from quiz.settings.interview import Interview
from quiz.settings.preferences import Preferences


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "folder" / "config.toml"
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(path))
    return path


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def config(*words: str) -> Result:
    return CliRunner().invoke(cli, ["config", *words])


def test_what_is_set_is_what_is_loaded(file: Path) -> None:
    for words in (
        ("theme", "nord"),
        ("new_per_day", "0"),
        ("retention", "0.95"),
        ("timer", "off"),
        ("keys.hint", "f8"),
    ):
        assert config("set", *words).exit_code == 0
    loaded, trouble = preferences.load()
    assert trouble == ""
    assert loaded == Preferences(theme="nord", new_per_day=0, retention=0.95, timer=False, keys={"hint": "f8"})
    shown = json.loads(config("show", "--json").stdout)
    assert shown["settings"]["retention"] == 0.95
    assert "plain" not in shown["set"]


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("theme", "Nord", "nord"),
        ("animation", "NONE", "none"),
        ("plain", "TRUE", True),
        ("timer", "Off", False),
        ("keys.hint", "F8", "F8"),
        ("keys.hint", "Ctrl+G", "Ctrl+G"),
    ],
)
def test_the_case_of_a_word_says_nothing(file: Path, name: str, typed: str, meant: object) -> None:
    """The application itself writes keys in capitals: F8 was no key."""
    assert config("set", name, typed).exit_code == 0
    group, _, inner = name.partition(".")
    found = getattr(preferences.read(file), group)
    assert (found[inner] if inner else found) == meant


def test_a_day_is_kept_as_a_day(file: Path) -> None:
    written(file, "theme = 'nord'  # mine\n")
    soon = date.today() + timedelta(days=9)
    assert config("set", "interview.date", f"{soon}").exit_code == 0
    assert config("set", "interview.minutes", "20").exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert text == f"theme = 'nord'  # mine\n\n[interview]\ndate = {soon}\nminutes = 20\n"
    assert preferences.load()[0].interview == Interview(date=soon, minutes=20)
    assert json.loads(config("show", "--json").stdout)["settings"]["interview"]["date"] == f"{soon}"
    assert config("unset", "interview.date").exit_code == 0
    assert preferences.load()[0].interview.date is None


def test_what_the_file_says_steers_no_terminal(file: Path) -> None:
    written(file, 'katas_folder = "\\u009b2J\\u202egnp.elif\\u001b[31m"\n')
    shown = config("show")
    assert shown.exit_code == 0
    assert "gnp.elif" in shown.stdout
    assert not {"\x9b", "\u202e", "\x1b"} & set(shown.stdout)


def test_setting_and_unsetting_keep_comments_and_order(file: Path) -> None:
    before = '# mine\nretention = 0.8  # hard\n\n# looks\ntheme = "nord"\n'
    written(file, before)
    assert config("set", "timer", "false").exit_code == 0
    assert config("set", "theme", "dracula").exit_code == 0
    assert "# mine\nretention = 0.8  # hard\n\n# looks\n" in file.read_text(encoding="utf-8")
    assert config("set", "theme", "nord").exit_code == 0
    assert config("unset", "timer").exit_code == 0
    assert file.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "thme", "nord"), "did you mean theme?"),
        (("set", "theme", "nrd"), "did you mean nord?"),
        (("set", "keys.hnt", "f8"), "did you mean hint?"),
        (("set", "keys", "f8"), "keys.ACTION"),
        (("set", "new_per_day", "1001"), "at most 1000"),
        (("set", "new_per_day", "true"), "whole number"),
        (("set", "new_per_day", "1" * 5000), "whole number"),
        (("set", "retention", "nan"), "number"),
        (("set", "retention", "0.69"), "at least 0.7"),
        (("set", "animation", "some"), "full, basic or none"),
        (("set", "plain", "perhaps"), "true or false"),
        (("set", "keys.hint", "f3"), "reveal"),
        (("set", "interview.date", "tomorrow"), "2026-12-05"),
        (("set", "interview.date", "2026-13-05"), "2026-12-05"),
        (("set", "interview.date", "2020-01-01"), "is over"),
        (("set", "interview.date", '"2020-01-01"'), "is over"),
        (("set", "interview.minutes", "4"), "at least 5"),
        (("set", "interview.topics", '["stride and paddin"]'), "did you mean stride and padding?"),
        (("set", "interview.levels", '["easier"]'), "did you mean easy?"),
        (("set", "interview.topics", "cost"), '["batch norm", "cost"]'),
        (("set", "interview.levels", "easy"), '["easy", "medium"]'),
        (("set", "interview.day", "2026-12-05"), "did you mean interview.date?"),
        (("set", "interview", "2026-12-05"), "interview.date"),
        (("set", "keys.hint", "h"), "box"),
        (("set", "keys.faster", "alt+x"), "no key"),
        (("set", "keys.quit", "q"), "box"),
        (("unset", "retention"), "not set"),
        (("unset", "keys.hnt"), "did you mean keys.help?"),
    ],
)
def test_bad_input_is_told_in_a_line_and_changes_nothing(file: Path, words: tuple[str, ...], told: str) -> None:
    before = 'theme = "nord"  # mine\n[keys]\nhelp = "f9"\n'
    written(file, before)
    result = config(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert file.read_text(encoding="utf-8") == before
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('theme = "nord"\ntheme =\n', "line 2"),
        ('theme = "nord"\n\nthme = "nord"\n', "line 3: there is no setting 'thme' (did you mean theme?)"),
        ("[keys]\nhint = 'f8'\nfaster = 3\n", "line 3: keys.faster is text"),
        ("[keys]\n\nhint = 'q'\n", "line 3: keys.hint: 'q' goes into the answer's box"),
        ("keys = 3\n", "line 1: keys is a table"),
        ("new_per_day = 10.5\n", "line 1: new_per_day is a whole number"),
        ("timer = [[[[\n", "line"),
        ("x = " + "[" * 9000, "deep"),
        ("new_per_day = " + "9" * 5000, "line 1"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_the_quiz_goes_on(file: Path, text: str, told: str) -> None:
    written(file, text)
    _, trouble = preferences.load()
    assert told in trouble
    assert str(file) in trouble
    result = CliRunner().invoke(cli, ["--no-save", "play", "-n", "1"], input="skip\n")
    assert result.exit_code == 0
    assert told in result.stderr
    assert config("show").exit_code == 2


@pytest.mark.parametrize(
    "mistake",
    [
        "of_a_newer_convquiz = 3\n",
        "new_per_day = 10.5\nretention = 7\n",
        'theme = "nrd"\n',
        "[niri]\nx = true\n",
        "[keys]\nhint = 'f8'\nfaster = 3\n",
        "[interview]\nminutes = 'many'\nday = 1\ndate = 2099-12-05\n",
        "interview = 3\n",
    ],
)
def test_a_mistake_in_one_setting_leaves_the_others(file: Path, mistake: str) -> None:
    written(file, 'animation = "none"\nplain = true\nday_begins = 6\n' + mistake)
    loaded, trouble = preferences.load()
    assert str(file) in trouble
    as_set = Preferences(animation="none", plain=True, day_begins=6)
    assert loaded.model_copy(update={"interview": as_set.interview}) == as_set
    assert bool(loaded.interview.date) == ("date" in mistake)


def test_a_file_of_which_nothing_can_be_read_is_not_used(file: Path) -> None:
    written(file, 'theme = "nord"\nplain =\n')
    assert preferences.load()[0] == Preferences()


@pytest.mark.parametrize("words", [("set", "theme", "nord"), ("unset", "theme")], ids=" ".join)
def test_a_file_that_can_be_read_and_not_changed_is_left_alone(file: Path, words: tuple[str, ...]) -> None:
    deep = ".".join(["a"] * 200) + " = 1\n"
    written(file, deep)
    refused = config(*words)
    assert (refused.exit_code, str(file) in refused.stderr, file.read_text()) == (2, True, deep)


def test_what_is_no_text_is_left_alone(file: Path) -> None:
    written(file, "")
    file.write_bytes(b'theme = "nord"\n# \xff\n')
    assert "line 2" in preferences.load()[1]
    file.write_bytes(b"#" * 70_000)
    assert "bytes" in preferences.load()[1]
    file.unlink()
    file.mkdir()
    assert "not a file" in preferences.load()[1]


def test_a_mistake_can_be_mended_by_setting_or_unsetting_it(file: Path) -> None:
    written(file, 'theme = "nrd"\n')
    assert config("set", "timer", "on").exit_code == 2
    assert config("set", "theme", "nord").exit_code == 0
    written(file, 'thme = "nord"\n')
    assert config("unset", "thme").exit_code == 0
    assert preferences.load() == (Preferences(), "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written_exits_with_3(file: Path) -> None:
    written(file, "")
    file.parent.chmod(0o500)
    try:
        assert config("set", "theme", "nord").exit_code == 3
    finally:
        file.parent.chmod(0o700)


def test_a_file_in_the_folders_place_exits_with_3(file: Path) -> None:
    file.parent.write_text("")
    assert config("set", "theme", "nord").exit_code == 3


@pytest.mark.skipif(sys.platform == "win32", reason="links want rights there")
def test_lines_that_end_as_on_windows_stay_so(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b'# mine\r\ntheme = "nord"\r\n')
    for key, value in (("timer", "off"), ("keys.hint", "f8"), ("interview.minutes", "20"), ("theme", "dracula")):
        assert config("set", key, value).exit_code == 0
    content = file.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 4


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text("# mine\n", encoding="utf-8")
    file.parent.mkdir()
    file.symlink_to(real)
    assert config("set", "theme", "nord").exit_code == 0
    assert file.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("# mine\n")


def test_the_path_is_said(file: Path) -> None:
    assert config("path").stdout.strip() == str(file)


@given(st.dictionaries(st.sampled_from(["theme", "timer", "new_per_day"]), st.integers(0, 9), min_size=1))
def test_the_line_of_a_key_is_where_the_key_stands(values: dict[str, int]) -> None:
    lines = ["# a comment = 3", *(f"{name}  = {value}" for name, value in values.items()), "[keys]", 'hint = "f8"']
    text = "\n".join(lines)
    assert set(tomllib.loads(text)) == {*values, "keys"}
    for at, name in enumerate(values, start=2):
        assert line_of(text, name) == at
    assert line_of(text, "keys.hint") == len(lines)


def test_an_error_never_breaks_its_line(file: Path) -> None:
    assert "\n" not in str(PreferencesError("a\nb"))


def test_another_mistake_is_named_with_its_line_in_the_file_as_it_is(file: Path) -> None:
    written(file, "[keys]\nhint = 'q'\n")
    with pytest.raises(preferences.PreferencesError, match=r"line 2: keys\.hint"):
        preferences.store({"theme": "nord"})
