"""The YAML that we accept: safe tags only, and none of YAML 1.1's surprises.

In YAML 1.1 `17:00` is the number 1020, `no` is false and `010` is eight; here they are text, nearly
as in YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema). Dates stay dates.
"""

import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml.composer import ComposerError

if TYPE_CHECKING:
    from yaml import SafeLoader as _Fast
else:
    _Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TAG = "tag:yaml.org,2002:"
_DIGITS = list("0123456789")
# what a plain scalar is: its type, the pattern, and the characters that it can begin with
_PLAIN_SCALARS = (
    ("bool", r"(?:true|True|false|False)\Z", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)\Z", ["-", "+", *_DIGITS]),
    ("float", r"[-+]?[0-9]*\.[0-9]+(?:[eE][-+]?[0-9]+)?\Z", ["-", "+", ".", *_DIGITS]),
    ("null", r"(?:~|null|Null|)\Z", ["~", "n", "N", ""]),
    ("timestamp", r"\d{4}-\d{2}-\d{2}\Z", _DIGITS),
)

_DEEPEST = 32


class Loader(_Fast):
    """Composes nodes with their line numbers; in C where PyYAML has it.

    The composer in C recurses without a limit: some thousand brackets crash the process
    (seen with PyYAML 6.0.3). It calls these two hooks for every node, so we count there.
    """

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012  PyYAML's registry, ours alone
    depth = 0

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            mark = parent.start_mark if parent else None
            raise ComposerError(None, None, "is nested too deeply", mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


for _kind, _pattern, _first in _PLAIN_SCALARS:
    Loader.add_implicit_resolver(_TAG + _kind, re.compile(_pattern), _first)
