"""Draw docs/quiz.svg from the running application: `python -m docs.picture`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from quiz.commands.options import Settings
from quiz.sessions.quiz import QuizRecipe
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.widgets.demonstration import Demonstration


async def drawn() -> str:
    """Miss one ask twice, the second time by a slip, and return the screen with its demonstration and the proof."""
    app = ConvquizApp(Settings(save=False), lambda newcomer: QuizRecipe(seed=SEED, questions=(1,)))
    async with app.run_test(size=(88, 38)) as pilot:
        while not isinstance(app.screen, AskScreen):
            await pilot.pause()
        variant = app.screen.attempt.ask.variant
        slip = next(slip for slip in variant.slips() if slip.tag == "bias.forgotten")
        for text in ("99", str(slip.value)):
            await pilot.press(*text, "enter")
        while not app.screen.query_one(Demonstration).scene:
            await pilot.pause()
        demonstration = app.screen.query_one(Demonstration)
        demonstration.pause()
        while not str(demonstration.query_one("#proof").render()):
            demonstration.jump(1)
            await pilot.pause()
        await pilot.pause()
        return app.export_screenshot(title="convquiz")


def without_fonts_from_outside(svg: str) -> str:
    """Drop the web fonts and the maker's comment; any monospaced font will do."""
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono", svg)


SEED = 5

if __name__ == "__main__":
    picture = without_fonts_from_outside(asyncio.run(drawn()))
    Path(__file__).with_name("quiz.svg").write_text(picture, encoding="utf-8")
