"""What is told about a learner follows from the log, and can be read without colour."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner

from questions.model import live_slips
from quiz.cli import cli
from quiz.deck import catalog
from quiz.drill.dealing import agenda
from quiz.drill.overview import overview
from quiz.drill.past import Past
from quiz.drill.schedule import Schedule
from quiz.drill.stats import Habit, Mastery, collected
from quiz.log.events import Event
from quiz.log.progress import Progress
from quiz.sessions.player import Player
from quiz.sessions.quiz import QuizRecipe
from quiz.tui.widgets.shares import topic_content
from quiz.words.stats import stats_text
from tests.quiz.learner import Clock

START = datetime(2025, 5, 5, 18, tzinfo=UTC)


def logged(progress: Progress, session: str, code: str, *answers: tuple[str, str], seconds: float = 30) -> None:
    """Log an ask and its answers: verdict and slip."""
    progress.append(session, Event(kind="asked", elapsed=100, code=code))
    for number, (verdict, slip) in enumerate(answers, start=1):
        kind = "revealed" if verdict == "revealed" else "answered"
        event = Event(
            kind=kind, elapsed=100 + number * seconds, code=code, verdict=verdict.replace("revealed", ""), slip=slip
        )
        progress.append(session, event)


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


def reviewed(progress: Progress, clock: Clock, card: str, *ratings: int) -> None:
    for rating in ratings:
        review = Schedule([]).choices(card, clock())[rating - 1]
        progress.append(f"drill {card}", Event(kind="graded", elapsed=0, code=card, detail=review.detail))


def test_nothing_yet_is_said_without_a_plot(progress: Progress, clock: Clock) -> None:
    stats = collected(Past(progress), clock())
    assert (stats.streak, stats.slips, sum(stats.forecast)) == (0, [], 0)
    assert "nothing yet" in stats_text(stats)
    assert "not begun: 20 of 20" in stats_text(stats)


def test_slips_are_counted_over_all_questions_with_the_last_place(progress: Progress, clock: Clock) -> None:
    logged(progress, "a", "Q03.1-7F3K", ("reject", "pad.single"), ("reject", "pad.single"))
    logged(progress, "a", "Q03.1-0001", ("clarify", ""), ("reject", "generic.sign"))
    clock.pass_(days=1)
    logged(progress, "b", "Q10.1-0000", ("reject", "pad.single"), ("accept", ""))
    first, second = collected(Past(progress), clock()).slips
    assert (first.tag, first.times, first.last) == ("pad.single", 3, "Q10.1-0000")
    ask = catalog.ask("Q10.1-0000").variant
    assert first.message in {slip.message for slip in ask.slips()}
    assert (second.tag, second.times) == ("generic.sign", 1)
    told = " ".join(stats_text(collected(Past(progress), clock())).split())
    assert f"3 times, last in Q10.1: {' '.join(first.message.split())} (pad.single)" in told


def test_what_is_open_is_not_counted_as_made_and_two_at_once_are_two(progress: Progress, clock: Clock) -> None:
    def answered(slip: str, **detail: list[str]) -> Event:
        return Event(kind="answered", elapsed=1, code="Q03.1-7F3K", verdict="reject", slip=slip, detail=detail)

    progress.append("a", answered("pad.single", either=["pad.single", "pad.ignored"]))
    progress.append("a", answered("pad.ignored", both=["pad.ignored", "round.ceil"]))
    progress.append("a", answered("pad.ignored"))
    stats = collected(Past(progress), clock())
    assert {habit.tag: (habit.times, habit.open) for habit in stats.slips} == {
        "pad.ignored": (2, 1),
        "round.ceil": (1, 0),
        "pad.single": (0, 1),
    }
    told = " ".join(stats_text(stats).split())
    assert "2 times, maybe once more, last in Q03.1" in told
    assert "maybe once, last in Q03.1" in told


def test_what_interviews_ask_and_numbers_of_ones_own_stand_with_their_skill(progress: Progress, clock: Clock) -> None:
    own = "Q10.3 inputs=1,2,3 kernel=1,-1 stride=1"
    logged(progress, "a", "C01.4-3ZCB", ("reject", "mac.input_positions"), ("accept", ""))
    logged(progress, "a", "R01.3-WKCP", ("accept", ""))
    tag = next(catalog.ask(own).variant.slips()).tag
    logged(progress, "b", own, ("reject", tag))
    stats = collected(Past(progress), clock())
    levels = sorted(catalog.variant(skill).level for skill in ("16.1", "5.1", "10.3"))
    assert sorted(pace.level for pace in stats.levels for _ in range(pace.asks)) == levels
    assert all(habit.message for habit in stats.slips)
    assert "last in Q10.3:" in stats_text(stats)
    assert "last in C01.4:" in stats_text(stats)


def test_accuracy_and_time_by_level(progress: Progress, clock: Clock) -> None:
    logged(progress, "a", "Q03.1-7F3K", ("accept", ""), seconds=20)
    logged(progress, "a", "Q03.1-0001", ("clarify", ""), ("reject", ""), ("accept", ""), seconds=10)
    logged(progress, "a", "Q03.1-0002", ("revealed", ""), seconds=90)
    logged(progress, "a", "Q03.1-0003")
    (pace,) = collected(Past(progress), clock()).levels
    assert (pace.level, pace.asks, pace.at_once, pace.in_the_end) == (catalog.variant("3.1").level, 3, 1, 2)
    assert pace.seconds == 30


def test_a_quiz_that_is_played_counts_as_it_was_played(progress: Progress, clock: Clock) -> None:
    player = Player(QuizRecipe(seed=1, length=1, questions=(3,)), progress, clock=clock.seconds)
    attempt = player.next_card()
    answer = attempt.ask.variant.answer()
    slip = next(iter(live_slips(attempt.ask.variant)))
    clock.pass_(seconds=25)
    player.submit(answer.write(slip.value))
    clock.pass_(seconds=25)
    player.submit(answer.plain)
    stats = collected(Past(progress), clock())
    assert [(pace.asks, pace.at_once, pace.in_the_end, round(pace.seconds)) for pace in stats.levels] == [(1, 0, 1, 50)]
    assert [habit.tag for habit in stats.slips] == [slip.tag]


def test_a_clock_that_was_once_ahead_leaves_no_calendar(progress: Progress, clock: Clock) -> None:
    today = clock()
    clock.pass_(days=400)
    logged(progress, "s", "Q03.1-7F3K", ("accept", ""))
    past = Past(progress)
    assert "in a row" not in stats_text(collected(past, today), 80)


def test_a_streak_lasts_until_a_day_is_missed(progress: Progress, clock: Clock) -> None:
    for _ in range(3):
        logged(progress, str(clock()), "Q03.1-7F3K", ("accept", ""))
        clock.pass_(days=1)
    assert collected(Past(progress), clock()).streak == 3, "today is not over yet"
    clock.pass_(days=1)
    assert collected(Past(progress), clock()).streak == 0


def test_mastery_follows_retrievability(progress: Progress, clock: Clock) -> None:
    reviewed(progress, clock, "Q03", 4)
    question = collected(Past(progress), clock()).questions[2]
    assert (question.met, question.recall, question.word) == (1, 1.0, "begun")
    clock.pass_(days=300)
    faded = collected(Past(progress), clock()).questions[2]
    assert faded.recall < 0.7
    assert faded.word == "fading"


@pytest.mark.parametrize(
    ("met", "recall", "stability", "word"),
    [
        (0, 0.0, 0.0, "not begun"),
        (2, 0.95, 50.0, "begun"),
        (7, 0.95, 50.0, "mastered"),
        (7, 0.95, 5.0, "known"),
        (7, 0.8, 50.0, "shaky"),
        (2, 0.3, 1.0, "fading"),
    ],
)
def test_mastery_in_words(met: int, recall: float, stability: float, word: str) -> None:
    assert Mastery("3", 7, met, recall, stability).word == word


def test_what_was_never_met_is_not_known() -> None:
    begun = Mastery("pooling", 18, 1, 1.0, 3.0)
    assert begun.share == pytest.approx(1 / 18)
    assert "100%" not in topic_content(begun, 60).plain
    assert Mastery("pooling", 18, 18, 0.9, 3.0).share == pytest.approx(0.9)


def test_the_forecast_counts_every_card_once(progress: Progress, clock: Clock) -> None:
    for card, rating in {"Q03": 4, "3.1": 4, "5.1": 1, "99.9": 4}.items():
        reviewed(progress, clock, card, rating)
    stats = collected(Past(progress), clock())
    assert stats.forecast[0] == 1, "the card that is being learned"
    assert sum(stats.forecast) == 3
    assert stats.gone == ["99.9"]
    clock.pass_(days=100)
    assert collected(Past(progress), clock()).forecast[0] == 3, "overdue is due today"


def test_what_is_due_now_is_forecast_for_today_also_where_it_was_learned_on_tomorrows_date(
    progress: Progress, clock: Clock
) -> None:
    """In Auckland it was the next day already."""
    clock.time = clock.time.astimezone(timezone(timedelta(hours=13)))
    reviewed(progress, clock, "3.1", 1)
    clock.pass_(hours=2)
    past, there = Past(progress), clock.time.astimezone(timezone(timedelta(hours=-10)))
    assert there.date() < clock.time.date()
    assert collected(past, there).forecast[0] == agenda(past, there, 0).due == 1


@pytest.mark.parametrize("width", [20, 40, 80])
def test_plots_fit_and_need_no_colour(progress: Progress, clock: Clock, width: int) -> None:
    reviewed(progress, clock, "Q03", 4)
    for days in (0, 1, 9, 150):
        clock.pass_(days=days)
        logged(progress, str(days), "Q03.1-7F3K", ("reject", "pad.single"), ("accept", ""))
    text = stats_text(collected(Past(progress), clock()), width)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert "░" in text


def test_the_command_says_the_same_to_programs(progress: Progress, tmp_path: Path) -> None:
    logged(progress, "a", "Q03.1-7F3K", ("reject", "pad.single"))
    words = ["--progress", str(tmp_path / "log"), "stats"]
    document = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)
    assert document["schema_version"] == 1
    assert document["slips"][0]["tag"] == "pad.single"
    assert len(document["questions"]) == 20
    assert "(pad.single)" in CliRunner().invoke(cli, words).stdout


def test_a_hostile_name_steers_no_terminal() -> None:
    from quiz.words.stats import slip_line

    assert slip_line(Habit("\x1b[2J\n", 2, "\x07", START)).isprintable()


def test_without_a_log_there_is_nothing_yet_and_nothing_is_made(tmp_path: Path) -> None:
    told = CliRunner().invoke(cli, ["--progress", str(tmp_path / "none"), "stats"])
    assert (told.exit_code, "nothing yet" in told.stdout) == (0, True)
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"no database" * 99)
    told = CliRunner().invoke(cli, ["--progress", str(tmp_path / "log"), "stats"])
    assert told.exit_code == 2
    assert len(told.stderr.strip().splitlines()) == 1


def test_at_a_glance_the_weakest_topic_comes_first_and_the_week_ends_today(progress: Progress, clock: Clock) -> None:
    reviewed(progress, clock, "3.1", 4)
    reviewed(progress, clock, "9.1", 1)
    logged(progress, "a", "Q03.1-0000", ("accept", ""))
    logged(progress, "b", "Q03.1-0000", ("reject", "pad.single"), ("revealed", ""))
    seen = overview(Past(progress), clock(), new_per_day=10)
    assert [topic.recall for topic in seen.topics] == sorted(topic.recall for topic in seen.topics)
    assert len(seen.topics) + len(seen.ahead) == len(catalog.topics())
    assert seen.week == (0, 0, 0, 0, 0, 0, 2)
    assert [habit.tag for habit in seen.slips] == ["pad.single"]
    assert seen.agenda.new == 8
    assert not seen.empty


def test_at_a_glance_nothing_yet_is_nothing(progress: Progress, clock: Clock) -> None:
    assert overview(Past(progress), clock(), new_per_day=10).empty
    assert overview(Past(None), clock(), new_per_day=10).empty


def test_the_most_frequent_slips_are_told_and_the_rest_counted(progress: Progress, clock: Clock) -> None:
    tags = [f"tag{number}" for number in range(25)]
    for number, tag in enumerate(tags):
        logged(progress, "a", "Q03.1-7F3K", *[("reject", tag)] * (number + 1))
    told = stats_text(collected(Past(progress), clock()))
    assert [tag for tag in tags if f"({tag})" in told] == tags[5:]
    assert "and 5 more" in told
