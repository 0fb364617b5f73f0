"""The folder of a course: a question for each variant, an assessment of them all, and this package for the server."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from questions.model import Question, Variant
from quiz.sets.exporting import Export
from quiz.sets.prairielearn.serving import FIGURE

OURS = uuid.UUID("6f1c9b0e-4a52-4d0b-9d6f-52b0c8f6a7d1")
"""Names what is ours: a question keeps its UUID for good, since the server knows it by that."""
PACKAGES = "quiz", "questions", "solvers"
NEEDED = "pydantic", "simpleeval"
"""What drawing and judging need and a PrairieLearn server has not."""
COLORS = "blue2", "green2", "orange2", "purple2", "red2", "turquoise2", "yellow2", "brown2"
SERVER = '''"""{id} {title}: its numbers are drawn, and answers judged, by convquiz in `serverFilesCourse`."""

from quiz.sets.prairielearn.serving import Served

served = Served("{id}")
generate, parse, grade, file, test = served.generate, served.parse, served.grade, served.file, served.test
'''
QUESTION = """<pl-question-panel>
{{{params.ask}}}
</pl-question-panel>
{{#params.boxes}}
<div class="mb-2">
<pl-string-input answers-name="{{name}}" label="{{label}}" aria-label="{{label}} answer" size="20"
  remove-leading-trailing="true" show-help-text="false"></pl-string-input>
<pl-question-panel><small class="form-text">{{form}}</small></pl-question-panel>
</div>
{{/params.boxes}}
<pl-submission-panel>{{{feedback.said}}}</pl-submission-panel>
"""
CODE = "<pl-question-panel><p><small>{{params.code}}</small></p></pl-question-panel>\n"
SOLUTION = "<pl-answer-panel>{{{params.solution}}}</pl-answer-panel>\n"
PICTURE = (
    '<pl-answer-panel><p><img src="{{options.client_files_question_dynamic_url}}/'
    f'{FIGURE}" class="img-fluid" alt="How the demonstration ends"></p></pl-answer-panel>\n'
)
README = """# {title}

{origin}

A course for PrairieLearn. Once, install what its questions need besides:

    docker run -it --rm -v "$PWD":/course prairielearn/prairielearn \\
      uv pip install --target /course/serverFilesCourse {needed}

Each student gets numbers of their own, drawn from PrairieLearn's seed. `convquiz solve` with the code below a question
proves its answer.
"""


def members(export: Export) -> Mapping[str, bytes]:
    """Return the files of the course by their paths."""
    chosen: dict[type[Variant], Question] = {}
    for problem in export.problems:
        chosen.setdefault(type(problem.variant), problem.question)
    files: dict[str, bytes] = {}
    for kind, question in chosen.items():
        folder = f"questions/{_qid(kind)}"
        files[f"{folder}/info.json"] = _json(_info(kind, question))
        files[f"{folder}/question.html"] = _template(export).encode()
        title = kind.title.replace("\\", "").replace('"', "'")
        files[f"{folder}/server.py"] = SERVER.format(title=title, id=kind.id).encode()
    files |= _course(export, chosen)
    files |= {f"serverFilesCourse/{path}": content for path, content in _sources()}
    return files


def _qid(kind: type[Variant]) -> str:
    """Return what a question is called: its folder here, `q03_output_size/v1_one_layer`."""
    return "/".join(kind.__module__.split(".")[1:])


def _identity(*words: str) -> str:
    return str(uuid.uuid5(OURS, "/".join(words)))


def _info(kind: type[Variant], question: Question) -> dict[str, Any]:
    return {
        "uuid": _identity("question", kind.id),
        "title": f"{kind.id} {kind.title}",
        "topic": question.topics[0],
        "tags": [kind.level],
        "type": "v3",
    }


def _template(export: Export) -> str:
    return QUESTION + CODE + SOLUTION * export.worked + PICTURE * export.illustrated


def _course(export: Export, chosen: Mapping[type[Variant], Question]) -> dict[str, bytes]:
    name = export.title
    topics = dict.fromkeys(question.topics[0] for question in chosen.values())
    levels = dict.fromkeys(kind.level for kind in chosen)
    course = {
        "name": "convquiz",
        "title": name,
        "topics": [
            {"name": topic, "color": COLORS[at % len(COLORS)], "description": topic} for at, topic in enumerate(topics)
        ],
        "tags": [{"name": level, "color": "gray2", "description": level} for level in levels],
    }
    zone = {"questions": [{"id": _qid(kind), "autoPoints": 1} for kind in chosen]}
    assessment = {
        "uuid": _identity("assessment", export.practice_set.id),
        "type": "Homework",
        "title": name,
        "set": "Practice Quiz",
        "number": "1",
        "zones": [zone],
    }
    instance = {"uuid": _identity("course", export.practice_set.id), "longName": name}
    needed = " ".join(f"'{requirement}'" for requirement in _requirements())
    readme = README.format(title=name, origin=export.origin, needed=needed)
    place = "courseInstances/convquiz"
    return {
        "README.md": readme.encode(),
        "infoCourse.json": _json(course),
        f"{place}/infoCourseInstance.json": _json(instance),
        f"{place}/assessments/practice/infoAssessment.json": _json(assessment),
    }


def _requirements() -> list[str]:
    """Return the libraries that are needed, in the versions that this package wants."""
    wanted = (line.partition(";")[0].strip() for line in metadata.requires("convquiz") or ())
    return [line for line in wanted if line.startswith(NEEDED) and "[" not in line]


def _sources() -> Iterator[tuple[str, bytes]]:
    for package in PACKAGES:
        root = Path(import_module(package).__file__ or "").parent
        for path in sorted(root.rglob("*.py")):
            yield f"{package}/{path.relative_to(root).as_posix()}", path.read_bytes()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
