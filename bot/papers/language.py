"""What placeholders may say: show a text, choose, and repeat rows. Nothing else of Jinja is open to them."""

from dataclasses import fields

from jinja2 import ChainableUndefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.papers.faults import Fault, TemplateRefused
from bot.papers.words import Row

_NODES = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr),
    *(nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Test),
    *(nodes.For, nodes.Filter, nodes.Concat, nodes.Tuple, nodes.List),
)
_FILTERS = frozenset(
    {"capitalize", "count", "d", "default", "e", "escape", "first", "join", "last", "length", "lower"}
    | {"replace", "title", "trim", "upper"}
)
_TESTS = frozenset({"defined", "undefined"})
_ROW = frozenset(field.name for field in fields(Row))
_LOOP = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_DEEPEST_LOOP = 2  # rows of rows are many; one more level would be a very long document


class TemplateLanguage(ImmutableSandboxedEnvironment):
    """Compiles the parts of one template and remembers their placeholders. What nobody knows is shown as nothing."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=ChainableUndefined)
        self.globals.clear()
        self.names: set[str] = set()

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Jinja's own hook between parsing and compiling: nothing forbidden is ever compiled."""
        _refuse_forbidden(source, 0)
        self.names |= meta.find_undeclared_variables(source) | set(_unknown_parts(source))
        return super()._generate(source, name, filename, defer_init)


def _refuse_forbidden(node: nodes.Node, loops: int) -> None:
    loops += isinstance(node, nodes.For)
    if not isinstance(node, _NODES) or loops > _DEEPEST_LOOP or _is_forbidden(node):
        raise TemplateRefused(Fault.FORBIDDEN)
    for child in node.iter_child_nodes():
        _refuse_forbidden(child, loops)


def _is_forbidden(node: nodes.Node) -> bool:
    match node:
        case nodes.Name(name=name):
            return name == "self" or name.startswith("_")
        case nodes.Getattr(attr=attr):
            return attr.startswith("_")
        case nodes.Filter(name=name):
            return name not in _FILTERS
        case nodes.Test(name=name):
            return name not in _TESTS
        case nodes.For(recursive=is_recursive):
            return is_recursive
    return False


def _unknown_parts(source: nodes.Template) -> list[str]:
    """Parts asked of a row or a loop that these do not have: "r.ten"."""
    return [
        f"{part.node.name}.{part.attr}"
        for part in source.find_all(nodes.Getattr)
        if isinstance(part.node, nodes.Name)
        if part.attr not in (_LOOP if part.node.name == "loop" else _ROW)
    ]
