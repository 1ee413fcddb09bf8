"""$filter: parsed by odata-query, judged and evaluated here with NAV's limits (nav reference 5.1).

``or`` across distinct fields is refused; lambdas are ignored; unknown properties are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

from sandbox.nav_errors import NavError, bad_request, no_property
from sandbox.nav_model import ZERO_GUID, Entity, Prop, encode_name
from sandbox.nav_values import empty, parse_stamp, to_wire
from sandbox.store import Record

Test = Callable[[Record], bool]
_FIRST_DATE = "1753-01-01"
_COMPARE: dict[type, Callable[[Any, Any], bool]] = {
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
}


def parse(text: str) -> Any:
    """Return the syntax tree of a filter; NavError when it is none."""
    # NAV's null date has a year that the grammar does not know
    readable = re.sub(r"\b0001-01-01(T00:00:00(\.0+)?Z)?\b", _FIRST_DATE, text)
    try:
        tree = ODataParser().parse(ODataLexer().tokenize(readable))
    except ODataException as error:
        raise NavError(400, "BadRequest_InvalidRequestUrl", f"Syntax error in $filter: {error}") from None
    if tree is None:
        raise NavError(400, "BadRequest_InvalidRequestUrl", "Syntax error in $filter.")
    return tree


def compile_filter(text: str, entity: Entity) -> tuple[Test, dict[str, Any]]:
    """Return the test of a filter and the ids that it fixes (source field to value), which narrow the reading."""
    tree = parse(text)
    _check(tree, entity)
    return _truth(tree, entity), _fixed(tree, entity)


def mentions(text: str, name: str) -> bool:
    """Tell whether a filter says something about a property."""
    return name in _names(parse(text))


def _name(node: Any) -> str:
    return ".".join((*node.namespace, node.name))


def _names(node: Any) -> set[str]:
    if isinstance(node, ast.Identifier):
        return {_name(node)}
    if isinstance(node, ast.Attribute):
        return {f"{_names(node.owner).pop()}/{node.attr}"}
    if isinstance(node, (ast.Compare, ast.BoolOp, ast.BinOp)):
        return _names(node.left) | _names(node.right)
    if isinstance(node, ast.UnaryOp):
        return _names(node.operand)
    if isinstance(node, ast.Call):
        return set().union(*(_names(arg) for arg in node.args))
    return set()


def _check(node: Any, entity: Entity) -> None:
    for name in _names(node):
        if name not in entity.props:
            raise no_property(name, entity.type_name)
    _refuse_or(node)


def _refuse_or(node: Any) -> None:
    if isinstance(node, ast.BoolOp):
        if isinstance(node.op, ast.Or) and len(_names(node)) > 1:
            raise NavError(
                400,
                "BadRequest_MethodNotImplemented",
                "The 'OR' operator is not supported on distinct fields on an OData filter.",
            )
        _refuse_or(node.left)
        _refuse_or(node.right)
    elif isinstance(node, ast.UnaryOp):
        _refuse_or(node.operand)


def _fixed(node: Any, entity: Entity) -> dict[str, Any]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return {**_fixed(node.left, entity), **_fixed(node.right, entity)}
    if (
        isinstance(node, ast.Compare)
        and isinstance(node.comparator, ast.Eq)
        and isinstance(node.left, ast.Identifier)
    ):
        prop = entity.props[_name(node.left)]
        value = ""
        if prop.kind == "guid" and isinstance(node.right, (ast.GUID, ast.String)):
            value = node.right.val.lower()
        elif prop.kind == "code" and isinstance(node.right, ast.String):
            value = node.right.val.strip().upper()
        # an empty field may be absent from the record: only what is said can narrow the reading
        if value and value != ZERO_GUID:
            return {entity.source(prop.name): value}
    return {}


def _truth(node: Any, entity: Entity) -> Test:
    if isinstance(node, ast.CollectionLambda):
        return lambda record: True
    if isinstance(node, ast.BoolOp):
        left, right = _truth(node.left, entity), _truth(node.right, entity)
        if isinstance(node.op, ast.And):
            return lambda record: left(record) and right(record)
        return lambda record: left(record) or right(record)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _truth(node.operand, entity)
        return lambda record: not inner(record)
    if isinstance(node, ast.Compare):
        return _comparison(node, entity)
    value = _value(node, entity, None)
    return lambda record: bool(value(record))


def _comparison(node: ast.Compare, entity: Entity) -> Test:
    prop = _property(node.left, entity) or _property(node.right, entity)
    compare = _COMPARE.get(type(node.comparator))
    if compare is None:
        raise NavError(400, "BadRequest_MethodNotImplemented", "The 'in' operator is not supported.")
    left, right = _value(node.left, entity, prop), _value(node.right, entity, prop)

    def test(record: Record) -> bool:
        try:
            return bool(compare(left(record), right(record)))
        except TypeError:
            raise bad_request("A binary operator with incompatible types was detected in $filter.") from None

    return test


def _property(node: Any, entity: Entity) -> Prop | None:
    return entity.props.get(_name(node)) if isinstance(node, ast.Identifier) else None


def _value(node: Any, entity: Entity, beside: Prop | None) -> Callable[[Record], Any]:
    if isinstance(node, ast.Identifier):
        prop = entity.props[_name(node)]
        source, is_page = entity.source(prop.name), entity.is_page
        return lambda record: comparable(prop, record.get(source), is_page=is_page)
    if isinstance(node, ast.Call):
        return _call(node, entity)
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, entity, beside)
        return lambda record: -inner(record)
    constant = _literal(node, beside, is_page=entity.is_page)
    return lambda record: constant


def comparable(prop: Prop, value: Any, *, is_page: bool = False) -> Any:
    """Return a stored value in the form in which values of its kind are compared and sorted."""
    if value is None:
        value = empty(prop)
    if prop.kind == "enum":
        return value if is_page else encode_name(str(value))
    if prop.kind in {"code", "guid"}:
        return str(value).upper()
    if prop.kind == "date":
        return _FIRST_DATE if value == "0001-01-01" else value
    if prop.kind == "stamp":
        return parse_stamp(value)
    if prop.kind in {"int", "dec"}:
        return Decimal(value)
    return to_wire(prop, value, is_page=is_page)


def _literal(node: Any, prop: Prop | None, *, is_page: bool) -> Any:
    if isinstance(node, (ast.Integer, ast.Float)):
        return Decimal(node.val)
    if isinstance(node, ast.Boolean):
        return bool(node.py_val)
    if isinstance(node, ast.DateTime):
        return parse_stamp(node.val) if prop is None or prop.kind == "stamp" else node.val[:10]
    if isinstance(node, ast.Date):
        return parse_stamp(node.val) if prop is not None and prop.kind == "stamp" else node.val
    if isinstance(node, ast.GUID):
        return node.val.upper()
    if isinstance(node, ast.String):
        return _string(node.val, prop, is_page=is_page)
    raise bad_request(f"$filter: this is not supported here: {type(node).__name__}")


def _string(text: str, prop: Prop | None, *, is_page: bool) -> Any:
    if prop is None:
        return text
    if prop.kind in {"code", "guid"}:
        return text.strip().upper()
    if prop.kind == "enum":
        allowed = [option if is_page else encode_name(option) for option in prop.options]
        if text not in allowed:
            options = ",".join(prop.options)
            raise NavError(400, "Unknown", f"'{text}' is not an option. The existing options are: {options}")
    elif prop.kind not in {"text", "currency"}:
        raise bad_request("A binary operator with incompatible types was detected in $filter.")
    return text


def _call(node: ast.Call, entity: Entity) -> Callable[[Record], Any]:
    name = _name(node.func).lower()
    prop = next((found for arg in node.args if (found := _property(arg, entity))), None)
    args = [_value(arg, entity, prop if isinstance(arg, ast.String) else None) for arg in node.args]
    work = _FUNCTIONS.get(name)
    if work is None:
        raise NavError(400, "BadRequest_MethodNotImplemented", f"The function '{name}' is not supported.")
    return lambda record: work(*(arg(record) for arg in args))


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "contains": lambda text, part: part in text,
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
    "tolower": str.lower,
    "toupper": str.upper,
    "trim": str.strip,
    "length": lambda text: Decimal(len(text)),
    "concat": lambda left, right: left + right,
    "indexof": lambda text, part: Decimal(text.find(part)),
    "substring": lambda text, start, size=None: text[
        int(start) : None if size is None else int(start + size)
    ],
    "round": lambda number: number.quantize(Decimal(1)),
}
