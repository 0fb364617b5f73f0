"""An Anki deck that updates in place and leaves the learner's schedule alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count

from quiz.sets.archive import packed
from quiz.sets.exporting import Export, Format, figure

# Constants for good: Anki knows the note type and the deck by them.
NOTE_TYPE = 1_742_583_911
DECK_ID = 2_019_746_305
FIELDS = ("Id", "Question", "Answer", "Worked", "Demo", "Source", "Extra1", "Extra2", "Extra3")
"""A field added later makes every note conflict, so three are kept for later."""
FRONT = "{{Question}}"
BACK = '{{FrontSide}}<hr id="answer">{{Answer}}{{Worked}}{{Demo}}<p class="source">{{Source}}</p>'
STYLE = """.card { font: 18px sans-serif; max-width: 44em; margin: 1em auto; overflow-wrap: anywhere; }
caption, .source { font-size: 13px; color: #777; }
mjx-container { display: inline-block; max-width: 100%; overflow: auto hidden; }
img { max-width: 100%; height: auto; background: #fff; }
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
    media = {}
    for place, shown in enumerate(cards.notes(export), start=1):
        demo = ""
        if export.illustrated:
            drawn = figure(shown.problem)
            media[drawn.name] = drawn.svg.encode()
            demo = f'<img src="{drawn.name}" alt="{attribute(drawn.says)}">'
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
        deck.add_note(genanki.Note(note_type, values, guid=cards.guid(shown.problem), tags=tags, due=place))
    # genanki's own package takes its dates from the clock, which may show one that zip files do not know.
    with closing(sqlite3.connect(":memory:")) as collection:
        modified = cards.modified(export)
        genanki.Package(deck).write_to_db(collection.cursor(), float(modified), count(modified * 1000))
        collection.commit()
        members = {"collection.anki2": collection.serialize()}
    members["media"] = json.dumps(dict(enumerate(media))).encode()
    yield packed(members | {str(at): svg for at, svg in enumerate(media.values())})


FORMAT = Format(
    name="anki",
    suffix=".apkg",
    title="an Anki deck",
    holds="answer, steps and slips on the back, figures as pictures; importing a newer export updates cards in place",
    write=write,
    answers=("worked", "key", "inline"),
    binary=True,
)
