"""Texts that name something, in the form in which they are compared."""

from __future__ import annotations

from functools import lru_cache

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE = dict.fromkeys(
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
)


def tidy(text: str) -> str:
    """Return text as it was typed, trimmed and without invisible marks."""
    return (text if text.isascii() else text.translate(_INVISIBLE)).strip()


def folded(text: str) -> str:
    """Return a code, a name or a word of a list: tidy, full-width letters and digits half-width."""
    return tidy(text if text.isascii() else text.translate(_FULL_WIDTH))


def bare(raw: object) -> str:
    """Return a header or a name without any white space, folded; "" for what is no text.

    Staff break long headers over lines and space out short ones. Of a text that is too long for
    either only the beginning is compared: whole ones of a stranger's file take seconds.
    """
    if not isinstance(raw, str):
        return ""
    return _bare_of_short(raw) if len(raw) <= _SHORT else _bare(raw[:_LONGEST])


_SHORT, _LONGEST = 100, 1_000


def _bare(text: str) -> str:
    return "".join(folded(text).split())


_bare_of_short = lru_cache(4096)(_bare)  # the same headers come with every workbook
