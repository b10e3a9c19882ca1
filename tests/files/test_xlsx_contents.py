"""What the cells of an xlsx hold, each different content once."""

from __future__ import annotations

import random

import numpy as np

from qbe_xl.files.opening.xlsx_contents import _first_alike


def test_only_what_is_the_same_to_the_last_byte_is_taken_for_the_same() -> None:
    draw = random.Random(5)  # noqa: S311
    texts = [b"", b"\0", b"\0\0"]
    for size in (1, 2, 7, 8, 9, 31, 32, 33, 60):
        texts += [bytes(draw.choices(b"\0a1<", k=size)) for _ in range(80)]
    texts = [draw.choice(texts) for _ in range(4_000)]
    block = b"".join(texts)
    ends = np.cumsum([len(text) for text in texts])
    begins = np.append(0, ends[:-1])
    first = _first_alike(block, begins, ends)
    assert [texts[at] for at in first.tolist()] == texts
    assert (first[first] == first).all()
    assert len({*first.tolist()}) < len(texts) / 2  # most are looked up through another
    for few in (texts[:1], []):
        span = np.cumsum([len(text) for text in few], dtype=np.intp)
        assert len(_first_alike(b"".join(few), span - span, span)) == len(few)
