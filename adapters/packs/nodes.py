"""From PyYAML's nodes to plain values, noting the line of each part on the way."""

from collections.abc import Iterator

import yaml
from yaml.constructor import SafeConstructor

from adapters.packs.problems import Problem

Trail = tuple[str | int, ...]
"""The keys and indexes that lead to a part of a document: `("rules", 0, "queue")`."""


class Reading:
    """One document being read. `lines` and `problems` are complete once `read` has returned."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Trail, int] = {(): 1}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()
        self._scalars = SafeConstructor()

    def read(self, node: yaml.Node | None, trail: Trail = ()) -> object:
        if node is None:
            return None
        self.lines.setdefault(trail, _line(node))
        if id(node) in self._seen:
            return self._refuse(node, "aliases (*name) are not used here; write it out")
        self._seen.add(id(node))
        return self._value(node, trail)

    def _value(self, node: yaml.Node, trail: Trail) -> object:
        match node:
            case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
                return dict(self._entries(node, trail))
            case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
                return [self.read(item, (*trail, n)) for n, item in enumerate(node.value)]
            case yaml.ScalarNode():
                return self._scalar(node)
            case _:
                return self._refuse(node, f"{node.tag} is not allowed")

    def _entries(self, node: yaml.MappingNode, trail: Trail) -> Iterator[tuple[str, object]]:
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(key_node, "a key is one word")
            elif (*trail, key) in self.lines:
                self._refuse(key_node, f"'{key}' is there twice")
            else:
                self.lines[(*trail, key)] = _line(key_node)
                yield key, self.read(value_node, (*trail, key))

    def _scalar(self, node: yaml.ScalarNode) -> object:
        """Text, number, date, truth value or nothing, by PyYAML's safe constructor."""
        try:
            return self._scalars.construct_object(node)
        except (yaml.constructor.ConstructorError, ValueError):
            return self._refuse(node, f"'{node.value}' is not allowed here ({node.tag})")

    def _refuse(self, node: yaml.Node, text: str) -> object:
        self.problems.append(Problem(file=self.name, line=_line(node), text=text))
        return None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
