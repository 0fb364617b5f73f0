"""HTML pages made from templates; text is never mark-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup


def page(
    package: str, folder: str, template: str, words: Mapping[str, Any], filters: Mapping[str, Callable[..., object]]
) -> Iterator[bytes]:
    """Yield a page from a template of a package, which may include those of worksheets."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader  # 40 ms that other formats do without

    from quiz.sets import fragments

    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package, folder), PackageLoader("quiz.sets", "formats")]),
        autoescape=True,
        trim_blocks=False,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "flow": trusted(fragments.flow),
        "inline": trusted(fragments.inline),
        "steps": trusted(fragments.steps),
        "mistakes": trusted(fragments.mistakes),
        **filters,
    }
    pieces = environment.get_template(template).stream(words)
    pieces.enable_buffering(50)
    for piece in pieces:
        yield piece.encode()


def trusted(make: Callable[..., str]) -> Callable[..., Markup]:
    """Return what makes mark-up: it has escaped what it was given."""
    from markupsafe import Markup

    return lambda *words: Markup(make(*words))
