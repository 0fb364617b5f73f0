"""Driving the application takes its time: the quick suite keeps the ways through it, all else is slow."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
QUICK = {"test_home.py", "test_in_order.py"}
WAYS = {
    "test_from_home_through_a_quiz_to_the_summary",
    "test_a_slip_a_second_try_and_the_proof",
    "test_an_interview_is_begun_at_home",
    "test_a_quiz_that_was_left_is_offered_and_goes_on",
    "test_a_topic_can_be_chosen",
    "test_escape_goes_home_and_the_quiz_waits",
    "test_the_verdict_is_on_the_disk_when_it_is_seen",
    "test_no_text_is_taken_for_markup",
    "test_hints_come_one_by_one",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        driven = item.path.parent == HERE and item.path.name not in QUICK
        if driven and getattr(item, "originalname", "") not in WAYS:
            item.add_marker(pytest.mark.slow)
