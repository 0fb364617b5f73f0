"""An Anki deck that updates in place and leaves the learner's schedule alone."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from quiz.sets.archive import undated
from quiz.sets.exporting import Export, Format, figure

# Constants for good: Anki knows the note type and the deck by them.
NOTE_TYPE = 1_742_583_911
DECK_ID = 2_019_746_305
FIELDS = ("Id", "Question", "Answer", "Worked", "Demo", "Source", "Extra1", "Extra2", "Extra3")
"""A field added later makes every note conflict, so three are kept for later."""
FRONT = "{{Question}}"
BACK = '{{FrontSide}}<hr id="answer">{{Answer}}{{Worked}}{{Demo}}<p class="source">{{Source}}</p>'
STYLE = """.card { font-family: sans-serif; font-size: 18px; max-width: 44em; margin: 1em auto; }
table { border-collapse: collapse; margin: .5em 0; }
td { padding: .1em .5em; text-align: right; font-family: monospace; }
caption, .source { font-size: 13px; color: #777; }
img, svg { max-width: 100%; height: auto; background: #fff; }
"""


def write(export: Export) -> Iterator[bytes]:
    """Yield the package."""
    import genanki  # 50 ms that other formats do without

    from quiz.sets import cards
    from quiz.sets.fragments import attribute

    deck = genanki.Deck(DECK_ID, cards.DECK)
    fields = [{"name": name} for name in FIELDS]
    template = {"name": "Card 1", "qfmt": FRONT, "afmt": BACK}
    note_type = genanki.Model(NOTE_TYPE, "convquiz", fields=fields, templates=[template], css=STYLE)
    with tempfile.TemporaryDirectory() as folder:
        media = []
        for shown in cards.notes(export):
            demo = ""
            if export.illustrated:
                drawn = figure(shown.problem)
                path = Path(folder, drawn.name)
                path.write_text(drawn.svg, encoding="utf-8", newline="\n")
                media.append(str(path))
                demo = f'<img src="{path.name}" alt="{attribute(drawn.says)}">'
            values = [
                shown.code,
                cards.question_side(shown),
                cards.answer_field(shown),
                cards.worked_field(export, shown),
                demo,
                cards.source_field(export, shown),
                *("",) * 3,
            ]
            tags = cards.tags(export, shown.problem)
            deck.add_note(genanki.Note(note_type, values, guid=cards.guid(shown.problem), tags=tags))
        package, target = genanki.Package(deck), io.BytesIO()
        package.media_files = media
        package.write_to_file(target, timestamp=float(cards.modified(export)))
        yield undated(target.getvalue())


FORMAT = Format(
    name="anki",
    suffix=".apkg",
    title="an Anki deck",
    holds="answer, steps and slips on the back, figures as pictures; importing a newer export updates cards in place",
    write=write,
    answers=("worked", "key", "inline"),
    binary=True,
)
