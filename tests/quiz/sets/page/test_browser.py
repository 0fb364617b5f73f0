"""The page in Chromium, on a phone's screen, by keyboard and by touch: it says what Python says, and keeps it.

Run by `pytest -m browser`, with the extra `browser` and a Chromium of the system's; skipped without them.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from click.testing import CliRunner

from questions.model import live_slips
from questions.slips.wording import computation
from quiz.answering.grading import graded
from quiz.classes.copies import make_class
from quiz.classes.key import key
from quiz.classes.reports import report
from quiz.classes.results import grade_class
from quiz.cli import cli
from quiz.deck import catalog
from quiz.sets.file import written
from quiz.sets.recipe import recipe_of
from tests.quiz.classes.classes import of, solved
from tests.quiz.sets.exports import HOSTILE, SHOWN, Hostile, exported, folded, hostile_problems, set_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SET = set_of(*map(catalog.variant, ("3.1", "2.4", "6.1", "1.4")))
FIRST = catalog.ask(SET.items[0].code).variant
PHONE = {"width": 390, "height": 844}
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "quiz.html"
    path.write_bytes(exported("page", SET)[0])
    return path


Open = Callable[..., "Page"]


@pytest.fixture
def opened(chromium: Browser, file: Path) -> Iterator[Open]:
    """Open the page; whatever it complains of or asks the network for is an error."""
    contexts, wrong = [], []

    def open_page(path: Path = file, **options: Any) -> Page:
        context = chromium.new_context(**{"viewport": PHONE, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on(
            "request", lambda request: None if request.url.startswith(("file:", "data:")) else wrong.append(request.url)
        )
        page.goto(path.as_uri())
        page.wait_for_selector("h1:visible")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def by_touch(opened: Open, **options: Any) -> Page:
    return opened(has_touch=True, is_mobile=True, **options)


def reload(page: Page) -> None:
    """Load a page anew; it begins a moment after that, when its parcels are open."""
    page.reload()
    page.wait_for_selector("html.asks")


def beside(page: Page) -> Page:
    """Open the same page in another tab."""
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("html.asks")
    return other


def tap(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).tap()


def answer(page: Page, text: str) -> str:
    page.locator("#box0").fill(text)
    tap(page, "Check")
    return page.locator(".verdict").inner_text()


def test_the_first_ask_by_keyboard(opened: Open) -> None:
    page = opened()
    slip = live_slips(FIRST)[0]
    verdict = graded(FIRST, str(slip.value))
    page.keyboard.type("3 frogs\n")
    assert "Not graded" in page.locator(".verdict").inner_text()
    page.locator("#box0").fill("")
    page.keyboard.type(f"{slip.value}")
    assert page.locator("#heard").inner_text() == f"read as {FIRST.answer().show(slip.value)}"
    page.keyboard.press("Enter")
    said = page.locator(".verdict").inner_text()
    assert "Not right" in said
    assert verdict.message in said
    assert computation(slip) in said
    assert "right is" not in said
    page.keyboard.press("Enter")
    assert "costs no try" in page.locator(".verdict").inner_text()
    page.locator("#box0").fill("")
    page.keyboard.type(f"{FIRST.answer().plain}\n")
    assert "Right" in page.locator(".verdict").inner_text()
    assert page.locator(".after ol li").count() == len(list(FIRST.steps()))
    page.keyboard.press("Enter")
    assert page.locator("article code").first.inner_text() == "Q03"


def test_the_last_hint_does_not_take_the_keyboard_from_the_card(opened: Open) -> None:
    page = opened(viewport={"width": 1280, "height": 800})
    page.wait_for_selector("input:focus")
    hint = page.get_by_role("button", name="Hint")
    while hint.is_visible():
        hint.focus()
        page.keyboard.press("Enter")
        page.keyboard.up("Enter")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_signs_are_typed_by_finger(opened: Open) -> None:
    page = by_touch(opened)
    page.locator("#box0").fill("34")
    page.locator("#box0").evaluate("box => box.setSelectionRange(1, 1)")
    tap(page, "*")
    assert page.locator("#box0").input_value() == "3*4"
    assert page.locator("#heard").inner_text() == "read as 12"
    assert page.locator("#box0").evaluate("box => box === document.activeElement")
    assert opened().get_by_role("button", name="*", exact=True).count() == 0


def test_a_picture_is_stepped_through_by_keyboard(opened: Open) -> None:
    page = opened()
    page.keyboard.type(f"{FIRST.answer().plain}\n")
    slider = page.get_by_label("Step", exact=True)
    last, says = page.locator(".drawing").inner_html(), page.locator(".says").inner_text()
    slider.focus()
    page.keyboard.press("Home")
    assert page.locator(".place").inner_text().startswith("1 / ")
    assert page.locator(".drawing").inner_html() != last
    page.keyboard.press("End")
    assert page.locator(".says").inner_text() == says


def test_an_evening_by_touch(opened: Open, tmp_path: Path) -> None:
    page = by_touch(opened)
    assert "Not right" in answer(page, "12345")
    assert f"right is {FIRST.answer().shown}" in answer(page, "54321")
    tap(page, "Next")
    tap(page, "Show the model answer")
    for point in page.locator("fieldset").all():
        point.get_by_role("radio").first.tap()
    reload(page)
    assert page.get_by_role("radio", checked=True).count() == len(catalog.question("3").rubric)
    tap(page, "Next")
    tap(page, "Hint")
    tap(page, "Reveal")
    assert "Revealed" in page.locator(".verdict").inner_text()
    reload(page)
    assert "Revealed" in page.locator(".verdict").inner_text()
    tap(page, "Next")
    tap(page, "Skip")
    back = page.locator("article code").first.inner_text()
    assert back.startswith("Q03.1-")
    assert back != SET.items[0].code
    assert "Right" in answer(page, catalog.ask(back).variant.answer().plain)
    tap(page, "Overview")
    assert page.locator("#stage h1").inner_text() == "Score 1 of 3"
    table = page.locator("#table").input_value()
    assert f"1,{SET.items[0].code},54321,wrong,0,right" in table
    (tmp_path / "set.json").write_bytes(b"".join(written(SET)))
    (tmp_path / "answers.csv").write_text(table, encoding="utf-8")
    marked = CliRunner().invoke(cli, ["grade", str(tmp_path / "set.json"), str(tmp_path / "answers.csv"), "--json"])
    assert marked.exit_code == 0, marked.stderr
    assert "54,321" in marked.stdout


def test_what_the_browser_refuses_or_garbles_is_no_trouble(opened: Open) -> None:
    page = by_touch(opened)
    answer(page, FIRST.answer().plain)
    page.evaluate('for (const name of Object.keys(localStorage)) localStorage[name] = \'{"turns": [{"card": 99}]}\'')
    reload(page)
    assert page.locator("#box0").is_visible()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    reload(page)
    assert "Right" in answer(page, FIRST.answer().plain)
    tap(page, "Overview")
    assert "keeps nothing" in page.locator("article").inner_text()


def test_a_tab_that_was_left_open_takes_nothing_back(opened: Open) -> None:
    """It knew nothing of what was answered in another, and kept its own over it."""
    one = by_touch(opened)
    other = beside(one)
    assert "Right" in answer(one, FIRST.answer().plain)
    tap(one, "Next")
    other.get_by_text("2 of ").wait_for()
    tap(other, "Show the model answer")
    reload(one)
    tap(one, "Overview")
    assert one.locator("#stage h1").inner_text() == "Score 1 of 1"


def test_two_tabs_do_not_hold_each_other_back(opened: Open) -> None:
    """What the one had kept first was kept by the other over what came next: a skipped card came back in both."""
    one = by_touch(opened)
    other = beside(one)
    tap(other, "Skip")
    for page in (other, one):
        page.get_by_text("2 of ").wait_for()
    tap(one, "Skip")
    for page in (other, one):
        page.get_by_text("3 of ").wait_for()


def test_what_is_typed_and_not_given_is_there_again(opened: Open) -> None:
    """A phone that closed the page lost it, and so did a tab when another went on."""
    one = by_touch(opened)
    other = beside(one)
    one.locator("#box0").fill("3*3*")
    pytest.importorskip("playwright.sync_api").expect(other.locator("#box0")).to_have_value("3*3*")
    tap(other, "Skip")
    one.get_by_text("2 of ").wait_for()
    reload(one)
    tap(one, "Overview")
    one.locator(".cards button").first.tap()
    assert one.locator("#box0").input_value() == "3*3*"
    assert answer(one, FIRST.answer().plain).startswith("✓ Right")


def test_a_page_that_back_brings_again_takes_nothing_back(opened: Open) -> None:
    """It came as it had been left, and kept its own over what had happened since."""
    page = by_touch(opened)
    page.evaluate("left = Object.entries(localStorage)")
    tap(page, "Skip")
    page.get_by_text("2 of ").wait_for()
    later = page.evaluate("Object.entries(localStorage)")
    reload(page)
    page.evaluate(
        "now => now.forEach(([name, text]) => localStorage.setItem(name, text.replace('skipped', 'right')))", later
    )
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    tap(page, "Overview")
    assert page.locator(".cards small").first.inner_text() == "right"


def test_a_double_click_leaves_one_card_alone(opened: Open) -> None:
    """The second click fell on what had come to stand there: the next card was skipped unseen."""
    page = opened()
    page.get_by_role("button", name="Skip", exact=True).dblclick()
    page.get_by_text("2 of ").wait_for()
    page.get_by_role("button", name="Overview", exact=True).dblclick()
    assert page.locator(".cards small").all_inner_texts()[:2] == ["skipped", "ahead"]


def test_two_quick_clicks_on_what_stays_are_two(opened: Open) -> None:
    page = by_touch(opened)
    page.get_by_role("button", name="(", exact=True).dblclick()
    assert page.locator("#box0").input_value() == "(("


def test_enter_that_is_held_down_does_not_pass_the_verdict(opened: Open) -> None:
    page = opened()
    page.keyboard.type(FIRST.answer().plain)
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert "Right" in page.locator(".verdict").inner_text()
    page.keyboard.press("Enter")
    page.get_by_text("2 of ").wait_for()


def test_what_is_pasted_is_not_cut_to_another_number(opened: Open) -> None:
    """Behind its 200th letter it was, without a word, and a right number became a wrong one."""
    page = by_touch(opened)
    right = FIRST.answer().plain
    page.locator("#box0").focus()
    page.evaluate("text => document.execCommand('insertText', false, text)", right.zfill(200 + len(right) - 1))
    tap(page, "Check")
    assert "longer than 200" in page.locator(".verdict").inner_text()
    assert "Not right" not in page.locator(".verdict").inner_text()


def test_enter_that_ends_what_is_composed_checks_nothing(opened: Open) -> None:
    page = opened()
    page.locator("#box0").fill("12345")
    for how in ("{isComposing: true}", "{keyCode: 229}"):
        page.evaluate(
            f"document.getElementById('box0').dispatchEvent(new KeyboardEvent('keydown', "
            f"{{key: 'Enter', bubbles: true, ...{how}}}))"
        )
        assert page.locator(".verdict").inner_text() == ""
    page.keyboard.press("Enter")
    assert "Not right" in page.locator(".verdict").inner_text()


def test_a_frame_that_forbids_forms_does_not_keep_it_from_grading(opened: Open, file: Path) -> None:
    """Platforms show uploaded pages in such frames; Check did nothing there."""
    page = opened()
    page.evaluate("document.body.innerHTML = '<iframe sandbox=allow-scripts width=800 height=600></iframe>'")
    page.evaluate("html => { document.querySelector('iframe').srcdoc = html }", file.read_text(encoding="utf-8"))
    frame = page.frame_locator("iframe")
    frame.locator("#box0").fill("12345")
    frame.get_by_role("button", name="Check", exact=True).click()
    assert "Not right" in frame.locator(".verdict").inner_text()
    frame.locator("#box0").fill(FIRST.answer().plain)
    frame.locator("#box0").press("Enter")
    assert "Right" in frame.locator(".verdict").inner_text()


def test_what_is_written_is_there_when_the_page_is_opened_again(opened: Open) -> None:
    """A phone closes pages on its own; an answer in one's own words was lost with it, and the trap that was ticked."""
    page = by_touch(opened)
    answer(page, FIRST.answer().plain)
    tap(page, "Next")
    page.locator("#aloud").fill("An output a window, and")
    reload(page)
    assert page.locator("#aloud").input_value() == "An output a window, and"
    tap(page, "Show the model answer")
    page.get_by_role("checkbox").tap()
    reload(page)
    assert page.get_by_role("checkbox").is_checked()


def walk(page: Page) -> Iterator[str]:
    """Go through all kinds of card by touch, before and after each is answered, and to the overview."""
    for _ in range(len(SET.items) * 2):
        yield "asked"
        spoken = page.get_by_role("button", name="Show the model answer").count()
        tap(page, "Show the model answer" if spoken else "Reveal")
        yield "told"
        tap(page, "Next")
    tap(page, "Overview")
    yield "overview"


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_the_screen(opened: Open, width: int) -> None:
    page = by_touch(opened, viewport={**PHONE, "width": width})
    for view in walk(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Open, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra `browser` is not installed")
    page = by_touch(opened, color_scheme=scheme)
    for view in walk(page):
        found = axe.Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], view


def test_texts_that_mean_harm_are_only_shown(opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Run:
        run = HOSTILE

    monkeypatch.setattr(Hostile, "measure", lambda variant: Run())
    monkeypatch.setattr("quiz.sets.page.asks.other_numbers", lambda problem: None)
    path = tmp_path / "hostile.html"
    path.write_bytes(exported("page", SET, problems=hostile_problems())[0])
    page = by_touch(opened, path=path)
    left = {problem.code: problem for problem in hostile_problems()}
    while left:
        problem = left.pop(page.locator("article code").first.inner_text(), None)
        if problem is None:  # it comes back
            tap(page, "Skip")
            continue
        assert page.locator("#stage h1").inner_text() == problem.variant.title
        assert SHOWN in folded(page.locator(".ask").inner_text())
        tap(page, "Reveal")
        assert folded(problem.answer.shown) in folded(page.locator(".verdict").inner_text())
        for shown in (".formula", ".after ol li", ".says", "figcaption"):
            assert SHOWN in folded(page.locator(shown).first.inner_text()).replace("`", ""), shown
        assert page.locator("#stage :is(d, i, img, script), h1 b").count() == 0
        tap(page, "Next")


def test_it_prints_as_a_worksheet(opened: Open) -> None:
    page = opened(color_scheme="dark")
    page.keyboard.type("1\n")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    for item in SET.items:
        assert item.code in text
    assert "Check" not in text
    assert "Not right" not in text


def test_a_report_on_a_class_is_printed_with_what_is_folded_and_to_its_last_column(
    chromium: Browser, tmp_path: Path
) -> None:
    record = of(("a" * 100, "Ada"))
    typed = {copy.number: {1: f"{'3*3*64*128+' * 15}maybe"} for copy in record.copies}
    path = tmp_path / "report.html"
    path.write_bytes(b"".join(report(path.name, grade_class(record, typed), None)))
    context = chromium.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf())).pages)
    page.emulate_media(media="print")
    edge = page.evaluate(
        "Math.max(...[...document.querySelectorAll('th, td')].map(e => e.getBoundingClientRect().right))"
    )
    assert edge <= page.viewport_size["width"]
    context.close()
    for copy in record.copies:
        for problem in solved(record, copy):
            assert problem.code in "".join(text.split()), "what is folded away is not on the paper"


COLUMNS = """[...document.querySelectorAll('.copy ol')].flatMap(list => {
  const lines = [...list.children].map(item => {
    const range = document.createRange();
    range.selectNodeContents(item);
    return { left: item.getBoundingClientRect().left, right: range.getBoundingClientRect().right };
  });
  return lines.filter(a => lines.some(b => b.left > a.left && a.right > b.left - 30)).map(a => a.right);
})"""
"""The ends of lines that reach into the numbers of the next column, which stand in 30 pixels beside it."""


def test_a_key_has_room_for_the_numbers_of_each_column_and_breaks_no_share_code(
    chromium: Browser, tmp_path: Path
) -> None:
    recipe = recipe_of(12, variants=["9.6", "12.6", "17.2", "18.3"])
    record = make_class(recipe, 4, ["Ada"], same_skills=True, exam=True, title="Midterm", points={})
    problems = {copy.number: solved(record, copy) for copy in record.copies}
    path = tmp_path / "key.html"
    path.write_bytes(b"".join(key(record, problems, "")))
    context = chromium.new_context(viewport={"width": 680, "height": 900})
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    assert page.evaluate(COLUMNS) == []
    assert page.evaluate("[...document.querySelectorAll('code')].every(code => code.getClientRects().length == 1)")
    context.close()


def test_without_javascript_it_is_a_sheet_to_read(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator(".item").count() == len(SET.items)
    assert page.locator(".item").first.is_visible()
