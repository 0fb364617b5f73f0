"""The modes of practice, one file each: a recipe, and the session that it begins."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quiz.sessions.session import Recipe

RECIPES = {
    "drill": "quiz.sessions.drill:DrillRecipe",
    "today": "quiz.sessions.today:TodayRecipe",
    "quiz": "quiz.sessions.quiz:QuizRecipe",
    "tour": "quiz.sessions.quiz:QuizRecipe",
    "interview": "quiz.sessions.interview:InterviewRecipe",
    "set": "quiz.sessions.practice_set:PracticeSetRecipe",
    "network": "quiz.sessions.network:NetworkRecipe",
    "lab": "quiz.sessions.lab:LabRecipe",
}
"""Where the recipe of each mode is; a module is imported when its mode is played."""


def recipe_from(data: Mapping[str, Any]) -> Recipe:
    """Return the recipe that a log holds; KeyError or ValueError if it is none."""
    module, _, name = RECIPES[data["mode"]].partition(":")
    recipe: Recipe = getattr(import_module(module), name).model_validate(data)
    return recipe
