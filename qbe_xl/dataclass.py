"""Dataclasses whose code is written only where it is used; a command starts sooner.

The standard library writes and compiles half a dozen functions for each class when it is imported:
0.6 ms, and a command imports 150 of them, of which it makes half. Here fields, slots and defaults
are the standard library's; comparing, hashing, showing and refusing changes are shared functions,
and only `__init__` is compiled, of the classes of which many are made.
"""

from __future__ import annotations

import dataclasses
import operator
from dataclasses import MISSING, FrozenInstanceError, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

_FEW = 50
"""As many of a class are made before its `__init__` is worth compiling."""
_ORDERS = (operator.lt, operator.le, operator.gt, operator.ge)

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, eq=True, order=False, frozen=False, kw_only=False, slots=False):
        """Make a class a dataclass, as `dataclasses.dataclass` does; alone or with its options."""

        def made(cls):
            return _made(cls, eq, order, frozen, kw_only, slots)

        return made if cls is None else made(cls)


def _made(cls: Any, eq: bool, order: bool, frozen: bool, kw_only: bool, slots: bool) -> Any:
    own = {name for name in ("__init__", "__repr__", "__eq__", "__hash__") if name in cls.__dict__}
    written = "__hash__" in own and not (cls.__hash__ is None and "__eq__" in own)
    cls = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only, slots=slots)(cls)
    every = fields(cls)
    methods: dict[str, Any] = {}
    if "__init__" not in own:
        methods["__init__"] = _first_init(cls, frozen)
    if "__repr__" not in own:
        methods["__repr__"] = _repr(tuple(one.name for one in every if one.repr))
    compared = _getter([one.name for one in every if one.compare])
    if eq and "__eq__" not in own:
        methods["__eq__"] = _comparison(operator.eq, compared)
    if eq and not written:
        methods["__hash__"] = _hash(compared) if frozen else None
    if order:
        methods |= {f"__{one.__name__}__": _comparison(one, compared) for one in _ORDERS}
    if frozen:
        names = tuple(one.name for one in every)
        methods |= {"__setattr__": _setattr(cls, names), "__delattr__": _delattr(cls, names)}
        if slots:
            methods |= {"__getstate__": _state, "__setstate__": _set_state}
    for name, method in methods.items():
        if method is not None:
            method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
    return cls


def _first_init(cls: Any, frozen: bool) -> Any:
    """An `__init__` that sets one field after another; what is made often is compiled."""
    every = [(one.name, one.default, one.default_factory) for one in fields(cls)]
    plain = [one.name for one in fields(cls) if not one.kw_only]
    setting = object.__setattr__ if frozen else setattr
    left = _FEW

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        nonlocal left
        left -= 1
        values = dict(zip(plain, given, strict=False)) | named
        if left >= 0 and len(values) == len(given) + len(named):
            for name, default, factory in every:
                if name in values:
                    value = values.pop(name)
                elif factory is not MISSING:
                    value = factory()
                elif default is not MISSING:
                    value = default
                else:
                    break
                setting(self, name, value)
            else:
                if not values:
                    if hasattr(cls, "__post_init__"):
                        self.__post_init__()
                    return
        init = _init(cls, frozen)  # which also says what is wrong with the arguments
        init.__qualname__ = __init__.__qualname__
        cls.__init__ = init
        init(self, *given, **named)

    return __init__


def _init(cls: Any, frozen: bool) -> Any:
    """Compile `__init__`: its parameters, and what sets each field."""
    known: dict[str, Any] = {"MISSING": MISSING, "setting": object.__setattr__}
    plain, named, body = ["self"], list[str](), list[str]()
    for one in fields(cls):
        value = name = one.name
        default, factory = f"default_{name}", f"factory_{name}"
        if one.default_factory is not MISSING:
            known[factory] = one.default_factory
            value = f"{factory}() if {name} is MISSING else {name}"
            name = f"{name}=MISSING"
        elif one.default is not MISSING:
            known[default] = one.default
            name = f"{name}={default}"
        (named if one.kw_only else plain).append(name)
        set_it = f"setting(self, {one.name!r}, {value})" if frozen else f"self.{one.name} = {value}"
        body.append(set_it)
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    words = ", ".join([*plain, *(("*", *named) if named else ())])
    exec(f"def __init__({words}):\n " + "\n ".join(body or ["pass"]), known)  # noqa: S102 -- names of fields, no more
    return known["__init__"]


def _getter(names: list[str]) -> Any:
    """What gives the fields of a value as a tuple."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _comparison(compare: Any, compared: Any) -> Any:
    def method(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compare(compared(self), compared(other))

    method.__name__ = f"__{compare.__name__}__"
    return method


def _hash(compared: Any) -> Any:
    def __hash__(self: Any) -> int:
        return hash(compared(self))

    return __hash__


def _repr(names: tuple[str, ...]) -> Any:
    def __repr__(self: Any) -> str:
        found = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({found})"

    return recursive_repr()(__repr__)


def _setattr(cls: Any, names: tuple[str, ...]) -> Any:
    def __setattr__(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    return __setattr__


def _delattr(cls: Any, names: tuple[str, ...]) -> Any:
    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __delattr__


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
