"""What the page says of a question that is answered aloud: the model answer, its rubric and its trap."""

from __future__ import annotations

from questions.model import Question
from quiz.sets.fragments import inline
from quiz.sets.page.carried import Data


def spoken_data(question: Question) -> Data:
    """Return a question as a prose card."""
    from markdown_it import MarkdownIt  # what grades needs none

    markdown = MarkdownIt("commonmark", {"html": False})
    return {
        "code": f"Q{question.number:02}",
        "topic": question.topics[0],
        "level": question.level,
        "title": inline(question.title),
        "answer": markdown.render(question.answer),
        "rubric": [{"text": inline(point.text), "essential": point.essential} for point in question.rubric],
        "trap": inline(question.trap),
        "next": [{"ask": inline(each.ask), "answer": inline(each.answer)} for each in question.follow_ups],
    }
