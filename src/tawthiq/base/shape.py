"""Frozen dataclasses to plain JSON values and back, strictly and by their annotations.

One rule for all records: a field is a JSON key of the same name (`from_` is the key
"from"), tuples are lists,
nested dataclasses are objects, missing optional keys take the field's default, and an
unknown key is kept out (callers that must keep it verbatim keep the payload itself).
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any, TypeVar

from tawthiq.base.errors import UsageError

T = TypeVar("T")


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON values have no narrower type
    """Return `value` as dicts, lists, strings, integers, booleans and None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            f.name.rstrip("_"): to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    return value


def from_plain(cls: type[T], value: object) -> T:
    """Build a `cls` from plain JSON; raise UsageError("shape.wrong") naming the field."""
    return typing.cast("T", _converter(typing.cast("Hashable", cls))(value))


def _wrong(what: str, value: object) -> UsageError:
    return UsageError("shape.wrong", f"expected {what}, found {type(value).__name__}")


@cache
def _converter(annotation: Any) -> Callable[[object], Any]:  # noqa: ANN401 - any annotation
    """Return the conversion for one annotation; built once, then a plain call."""
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return _for_dataclass(annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _for_optional(arguments)
    if origin is typing.Literal:
        return _for_literal(arguments)
    if origin is tuple:
        return _for_tuple(arguments)
    if origin in (dict, Mapping):
        return _for_mapping(arguments)
    if annotation is int:
        return _integer
    if annotation in (str, bool):
        return _scalar(annotation)
    return lambda value: value


def _for_dataclass(cls: type) -> Callable[[object], Any]:
    hints = typing.get_type_hints(cls)
    converters = {f.name: _converter(hints[f.name]) for f in dataclasses.fields(cls)}

    def convert(value: object) -> object:
        if not isinstance(value, Mapping):
            raise _wrong(f"an object for {cls.__name__}", value)
        given = {}
        for name, read in converters.items():
            key = name.rstrip("_")
            if key in value:
                try:
                    given[name] = read(value[key])
                except UsageError as error:
                    message = f"{cls.__name__}.{name}: {error.message}"
                    raise UsageError(error.code, message) from None
        try:
            return cls(**given)
        except TypeError:
            missing = sorted(set(converters) - set(given))
            message = f"{cls.__name__} lacks one of: {', '.join(missing)}"
            raise UsageError("shape.wrong", message) from None

    return convert


def _for_optional(arguments: tuple[Any, ...]) -> Callable[[object], Any]:
    inner = [_converter(a) for a in arguments if a is not type(None)]
    optional = type(None) in arguments

    def convert(value: object) -> object:
        if value is None and optional:
            return None
        failure: UsageError | None = None
        for read in inner:
            try:
                return read(value)
            except UsageError as error:
                failure = error
        raise failure or _wrong("a value", value)

    return convert


def _for_literal(arguments: tuple[Any, ...]) -> Callable[[object], Any]:
    def convert(value: object) -> object:
        if value not in arguments:
            listed = ", ".join(map(str, arguments))
            raise UsageError("shape.wrong", f"{value!r} is none of: {listed}")
        return value

    return convert


def _for_tuple(arguments: tuple[Any, ...]) -> Callable[[object], Any]:
    endless = len(arguments) == 2 and arguments[1] is Ellipsis
    readers = [_converter(a) for a in arguments if a is not Ellipsis]

    def convert(value: object) -> object:
        if not isinstance(value, (list, tuple)):
            raise _wrong("a list", value)
        if endless:
            return tuple(readers[0](item) for item in value)
        if len(value) != len(readers):
            raise _wrong(f"a list of {len(readers)}", value)
        return tuple(read(item) for read, item in zip(readers, value, strict=True))

    return convert


def _for_mapping(arguments: tuple[Any, ...]) -> Callable[[object], Any]:
    read = _converter(arguments[1]) if arguments else (lambda value: value)

    def convert(value: object) -> object:
        if not isinstance(value, Mapping):
            raise _wrong("an object", value)
        return {str(key): read(item) for key, item in value.items()}

    return convert


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong("a whole number", value)
    return value


def _scalar(kind: type) -> Callable[[object], Any]:
    def convert(value: object) -> object:
        if not isinstance(value, kind):
            raise _wrong({str: "text", bool: "true or false"}[kind], value)
        return value

    return convert
