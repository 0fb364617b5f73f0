"""How the marks of a picture look: each has a part of the style sheet, shades have colours of their own."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color

from questions.scenes import Ink
from quiz.render.palette import SCREEN, Shade

INKS = {
    Ink.CELL: "canvas--cell",
    Ink.PADDING: "canvas--padding",
    Ink.TAP: "canvas--tap",
    Ink.HOLE: "canvas--hole",
    Ink.TICK: "canvas--tick",
    Ink.UNREAD: "canvas--unread",
    Ink.AHEAD: "canvas--cell",
    Ink.DONE: "canvas--done",
    Ink.WEIGHT: "canvas--tap",
    Ink.COUNTED: "canvas--done",
    Ink.SEEN: "canvas--tap",
    Ink.NEXT: "canvas--hole",
    Ink.EDGE: "canvas--unread",
    Ink.STAMP: "canvas--tap",
    Ink.POINT: "canvas--tap",
    Ink.PLAIN: "canvas--cell",
    Ink.CURVE: "canvas--cell",
    Ink.KEPT: "canvas--tap",
    Ink.ASKED: "canvas--tick",
    Ink.LINKED: "canvas--tap",
    Ink.CURSOR: "canvas--cursor",
}
LIT = frozenset({Ink.TAP, Ink.DONE, Ink.LINKED, Ink.CURSOR, Ink.STAMP, Ink.ASKED})
"""Marks of a cell that change its colours as well as its brackets."""


@lru_cache(64)
def rgb(shade: Shade) -> Color:
    """Return the colour of a shade."""
    return Color.from_rgb(*SCREEN.rgb(shade))
