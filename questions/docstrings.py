"""The docstrings of fields, read off the source only where they are shown: pydantic would at every start."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from itertools import pairwise


@cache
def of_fields(owner: type) -> Mapping[str, str]:
    """Return what is said of the fields that a class itself declares, by their names."""
    (written,) = ast.parse(inspect.getsource(owner)).body
    said = {}
    for field, text in pairwise(written.body if isinstance(written, ast.ClassDef) else ()):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(told))):
                said[name] = inspect.cleandoc(told)
    return said
