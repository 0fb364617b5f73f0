"""The revision of the bank: which texts and numbers this version asks."""

from __future__ import annotations

REVISION = "2026-11-29"
"""The day on which an ask, an answer or a text of the bank last changed."""
