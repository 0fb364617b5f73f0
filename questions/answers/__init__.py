"""The kinds of answer: which values are the same, how they are rounded, and how they are written."""

from questions.answers.choice import Choice
from questions.answers.fitting import Fitting
from questions.answers.grid import Grid
from questions.answers.integer import Integer
from questions.answers.number import Number
from questions.answers.parts import Answer, Part, Parts
from questions.answers.percent import Percent
from questions.answers.rounding import Scalar, fraction, half_up, places_for, to_figures
from questions.answers.shape import Shape
from questions.answers.single import Value
from questions.answers.writing import MINUS, as_data, decimal, exactly, grouped

__all__ = [
    "MINUS",
    "Answer",
    "Choice",
    "Fitting",
    "Grid",
    "Integer",
    "Number",
    "Part",
    "Parts",
    "Percent",
    "Scalar",
    "Shape",
    "Value",
    "as_data",
    "decimal",
    "exactly",
    "fraction",
    "grouped",
    "half_up",
    "places_for",
    "to_figures",
]
