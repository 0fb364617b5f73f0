"""What became of a class: by student, by item, by slip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from questions.model import Variant
from quiz.classes.handed_in import HandedIn
from quiz.classes.model import ClassRecord, Copy
from quiz.sets.marking import Mark, Marks, marked, reached
from quiz.sets.solve import split

HARDEST = 3
"""Skills that are named to practise next."""
EASY = Fraction(9, 10)
"""What a class does this well it need not practise."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one copy."""

    copy: Copy
    marks: Marks
    handed_in: bool
    """Whether there is any answer."""

    def points(self, mark: Mark) -> Fraction:
        """Return what an item earned."""
        return mark.credit * self.copy.points[mark.problem.number - 1]

    @property
    def earned(self) -> Fraction:
        """Points of all items."""
        return sum(map(self.points, self.marks.marks), Fraction())

    @property
    def most(self) -> int:
        """Points that could be earned."""
        return sum(self.copy.points[mark.problem.number - 1] for mark in self.marks.marks)

    @property
    def percent(self) -> Fraction:
        """Points earned in percent; what is unclear or unanswered has none yet."""
        return 100 * self.earned / self.most if self.most else Fraction()

    @property
    def best(self) -> Fraction:
        """The percentage if all that is unclear turned out right, written anew."""
        unclear = sum(self.copy.points[mark.problem.number - 1] for mark in self.marks.of("unclear"))
        return self.percent + (Fraction(100 * unclear, self.most) if self.most else 0)

    def passed(self, required: Fraction) -> bool | None:
        """Tell whether the score reaches so many percent; None while what is unclear decides it."""
        return reached(required, self.percent, self.best)

    def of(self, outcome: str) -> str:
        """Return the numbers of the items of one outcome, as a text."""
        return ", ".join(str(mark.problem.number) for mark in self.marks.of(outcome))


@dataclass(frozen=True, slots=True)
class Skill:
    """What became of one item, or of all items of one variant where copies ask different ones."""

    number: int
    """Of the item; 0 where it stands elsewhere in each copy."""
    variant: type[Variant]
    marks: Sequence[Mark]
    """Of those who handed in."""

    @property
    def decided(self) -> list[Mark]:
        """Those that are not unclear, which may still be written anew."""
        return [mark for mark in self.marks if mark.outcome != "unclear"]

    @property
    def share(self) -> Fraction:
        """The credit that was earned where that is decided, 0 to 1."""
        decided = self.decided
        return sum((mark.credit for mark in decided), Fraction()) / len(decided) if decided else Fraction()

    @property
    def name(self) -> str:
        """`3. 3.1 Output side of one layer`."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def title(self) -> str:
        """`3.1 Output side of one layer`."""
        return f"{self.variant.id} {self.variant.title}"

    def number_of(self, outcome: str) -> int:
        """Count the copies in which it came out so."""
        return sum(mark.outcome == outcome for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Habit:
    """A slip, and who made it where."""

    tag: str
    """Several where it was left open which of them it was."""
    message: str
    made: Sequence[tuple[Copy, Mark]]

    @property
    def students(self) -> list[str]:
        """Who made it."""
        return list(dict.fromkeys(copy.label for copy, _ in self.made))

    @property
    def variants(self) -> list[str]:
        """Where it was made."""
        return list(dict.fromkeys(mark.problem.variant.id for _, mark in self.made))


@dataclass(frozen=True, slots=True)
class Results:
    """What became of a class."""

    record: ClassRecord
    results: Sequence[Result]
    left_out: Sequence[str]
    """A line on each item that this bank does not have as it was made."""

    @property
    def handed_in(self) -> list[Result]:
        """Return those of whom there is anything to tell."""
        return [result for result in self.results if result.handed_in]

    @property
    def absent(self) -> list[str]:
        """Who handed in nothing, or a sheet without any answer."""
        return [result.copy.label for result in self.results if not result.handed_in]

    def passed(self, required: Fraction) -> bool | None:
        """Tell whether somebody handed in and nobody missed so many percent; None while what is unclear decides."""
        verdicts = {result.passed(required) for result in self.handed_in}
        return next((verdict for verdict in (False, None) if verdict in verdicts), bool(verdicts))

    @property
    def mean(self) -> Fraction:
        """Percent, on average of those who handed in."""
        there = self.handed_in
        return sum((result.percent for result in there), Fraction()) / len(there) if there else Fraction()

    @property
    def median(self) -> Fraction:
        """Percent of the one in the middle."""
        return median(result.percent for result in self.handed_in) if self.handed_in else Fraction()

    @property
    def skills(self) -> list[Skill]:
        """Every item in its order, or every variant where copies ask different ones."""
        of: dict[tuple[int, type[Variant]], list[Mark]] = {}
        for result in self.results:
            for mark in result.marks.marks:
                number = mark.problem.number if self.record.same_skills else 0
                there = of.setdefault((number, type(mark.problem.variant)), [])
                if result.handed_in:
                    there.append(mark)
        return [Skill(number, variant, marks) for (number, variant), marks in sorted(of.items(), key=_place)]

    @property
    def hardest(self) -> list[Skill]:
        """Every skill that was asked of somebody, what earned least first; what is all unclear last."""
        asked = (skill for skill in self.skills if skill.marks)
        return sorted(asked, key=lambda skill: (not skill.decided, skill.share))

    @property
    def habits(self) -> list[Habit]:
        """The slips by name, the one that most students made first."""
        made: dict[str, list[tuple[Copy, Mark]]] = {}
        told: dict[str, str] = {}
        for result in self.handed_in:
            for mark in result.marks.marks:
                if mark.verdict and (tag := mark.verdict.mistake):
                    made.setdefault(tag, []).append((result.copy, mark))
                    told.setdefault(tag, mark.verdict.message)
        habits = (Habit(tag, told[tag], where) for tag, where in made.items())
        return sorted(habits, key=lambda habit: (-len(habit.students), -len(habit.made)))

    @property
    def next_practice(self) -> list[Skill]:
        """Return the hardest skills that are not done well yet, each once."""
        chosen: dict[type[Variant], Skill] = {}
        for skill in self.hardest:
            if skill.decided and skill.share < EASY:
                chosen.setdefault(skill.variant, skill)
        return list(chosen.values())[:HARDEST]


def _place(entry: tuple[tuple[int, type[Variant]], object]) -> tuple[int, list[int]]:
    (number, variant), _ = entry
    return number, [int(figure) for figure in variant.id.split(".")]


def grade_class(record: ClassRecord, handed_in: HandedIn, done: Callable[[int], object] = lambda _: None) -> Results:
    """Grade all copies; `done` is called with the number of items after each."""
    results, left_out = [], []
    for copy in record.copies:
        typed = handed_in.get(copy.number)
        practice_set = record.practice_set(copy)
        problems, changed = split(practice_set)
        left_out += [f"{copy.label}: {line}" for line in changed]
        results.append(Result(copy, marked(practice_set, problems, changed, typed or {}), bool(typed)))
        done(len(copy.items))
    return Results(record, results, left_out)


def practice_words(skills: Iterable[Skill]) -> list[str]:
    """Return the words of the command that makes a set of some skills."""
    variants = dict.fromkeys(skill.variant.id for skill in skills)
    return ["convquiz", "make", "--variant", ",".join(variants), "-n", str(4 * len(variants)), "-o", "practice.json"]


def own_practice(result: Result) -> list[str]:
    """Return the variants of a student's items that were not right; what is unclear is open yet."""
    missed = (mark for mark in result.marks.marks if mark.outcome not in ("right", "unclear"))
    return list(dict.fromkeys(mark.problem.variant.id for mark in missed))
