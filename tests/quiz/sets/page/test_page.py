"""The page as a file: one, without a network, its answers not to be read in passing, the same each time."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

import pytest

from questions.scenes import Frame, Scene
from quiz.deck import catalog
from quiz.sets.exporting import ExportError
from quiz.sets.formats import page as page_format
from quiz.sets.fragments import flow, steps
from quiz.sets.page.asks import FRAMES, moments
from tests.quiz.sets.exports import exported, set_of

SOME = set_of(*map(catalog.variant, ("1.4", "2.4", "3.1", "6.1", "8.4", "13.2", "18.2")))
"""All kinds of answer."""


@pytest.fixture(scope="module")
def written() -> str:
    return exported("page", SOME)[0].decode()


def unpacked(page: str) -> dict[str, Any]:
    """Return the outline, with what each ask is."""
    parcels = re.findall(r'<script class="parcel" type="text/plain">([^<]*)</script>', page)
    data, *asks = (json.loads(zlib.decompress(base64.b64decode(parcel))) for parcel in parcels)
    for outline, draws in zip(data["asks"], asks, strict=True):
        assert outline["draws"] == [{"code": draw["code"]} for draw in draws]
        outline["draws"] = draws
    return dict(data)


def test_nothing_is_loaded(written: str) -> None:
    assert not re.findall(r"(?:src|href)=|@import|url\(", re.sub(r"<script.*?</script>", "", written, flags=re.DOTALL))
    assert "default-src 'none'" in written
    addresses = set(re.findall(r"https?://[^\s\"'<]+", written)) | set(
        re.findall(r"https?://[^\s\"']+", str(unpacked(written)))
    )
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_no_answer_stands_in_the_source() -> None:
    page = exported("page", set_of(catalog.variant("16.1")))[0].decode()
    (ask,) = unpacked(page)["asks"]
    for draw in ask["draws"]:
        assert draw["shown"] not in page
        assert draw["answer"]["value"] not in page
    assert "study aid" in page


def test_it_holds_every_ask_another_like_it_and_every_question(written: str) -> None:
    data = unpacked(written)
    items = SOME.items
    assert [ask["draws"][0]["code"] for ask in data["asks"]] == [item.code for item in items]
    for ask in data["asks"]:
        first, *others = ask["draws"]
        for other in others:
            assert other["code"].split("-")[0] == first["code"].split("-")[0]
            assert other["answer"]["value"] != first["answer"]["value"]
    assert len([ask for ask in data["asks"] if len(ask["draws"]) > 1]) > len(items) // 2
    assert [each["code"] for each in data["spoken"]] == [f"Q{item.question:02}" for item in items]


def test_every_key_says_what_its_share_code_brings_back(written: str) -> None:
    for draw in (draw for ask in unpacked(written)["asks"] for draw in ask["draws"]):
        variant = catalog.ask(draw["code"]).variant
        assert draw["shown"] == variant.answer().shown
        assert draw["ask"] == flow(variant.ask())
        assert draw["steps"] == steps(variant.steps())


def test_a_page_is_the_same_each_time() -> None:
    few = set_of(catalog.variant("3.1"))
    assert exported("page", few)[0] == exported("page", few)[0]


def test_a_set_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_format, "MOST", 1)
    with pytest.raises(ExportError, match="1 items at most, the set has 2"):
        exported("page", set_of(catalog.variant("3.1"), catalog.variant("3.3")))


@pytest.mark.parametrize("parts", [(), (1,), (5,), (40, 3), (30, 1, 300)])
def test_the_moments_of_a_demonstration_begin_end_and_are_few(parts: tuple[int, ...]) -> None:
    scene = Scene("", sum(parts) or 4, lambda _: Frame((), ""), parts=parts)
    shown = moments(scene)
    assert shown == sorted(set(shown))
    assert {0, scene.length - 1, *scene.ends} <= set(shown) <= set(range(scene.length))
    assert len(shown) <= FRAMES + len(scene.ends)
