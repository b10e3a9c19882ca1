"""The state of a run: what is watched, what is kept, what is found again."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from qbe_xl.project.folder import make_project
from qbe_xl.web import desk as desk_module
from qbe_xl.web.desk import Desk
from tests.counties import GOLDEN
from tests.web.live import within


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "填报表.xlsx").write_bytes((GOLDEN / "boundary.xlsx").read_bytes())
    return tmp_path


def test_a_trial_outlives_the_run_in_a_project(folder: Path) -> None:
    make_project(folder)

    async def work() -> None:
        first = Desk(folder)
        book = first.the_book()
        assert book is not None
        first.keep_trial(book, [["A1", "网络多媒体教室数", "+2"]])
        await first.close()
        second = Desk(folder)
        again = second.the_book()
        assert again is not None
        assert again.id == book.id
        assert second.trial(again) == [["A1", "网络多媒体教室数", "+2"]]
        await second.close()

    within(work)


def test_what_could_not_be_opened_is_tried_again_and_told_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "RETRY", 0.2)
    monkeypatch.setattr(desk_module, "PAUSE", 0.05)
    monkeypatch.setattr(desk_module, "STILL", 0.01)

    async def work() -> None:
        desk = Desk(folder)
        asked: list[str] = []

        async def ask(job: dict[str, Any], *_: object, **__: object) -> dict[str, str]:
            if job["do"] != "look":
                return {}
            asked.append(job["version"])
            locked = {"version": job["version"], "problems": 1, "first": "被占用"}
            told = locked | {"unopened": True} if len(asked) < 4 else {"verdict": "● 达标"}
            return {"json": json.dumps(told | {"time": str(len(asked))})}

        monkeypatch.setattr(desk.worker, "ask", ask)
        assert desk.of_folder("填报表.xlsx") is not None
        await desk.begin()
        await asyncio.sleep(1.5)
        assert len(asked) == 4
        assert len(set(asked)) == 1
        kinds: list[dict[str, Any]] = []

        async def listen() -> None:
            async for event in desk.events.since(0):
                kinds.append(event.content)

        listening = asyncio.create_task(listen())
        await asyncio.sleep(0.05)
        assert [one.get("first") or one.get("verdict") for one in kinds] == ["被占用", "● 达标"]
        await desk.close()
        await asyncio.wait_for(listening, 5)

    within(work)


@pytest.mark.parametrize(
    "name",
    ["没有.xlsx", "../填报表.xlsx", "~$填报表.xlsx", ".藏.xlsx", "说明.txt", "子/../../x.xlsx"],
)
def test_only_workbooks_of_the_folder_are_opened(folder: Path, name: str) -> None:
    for made in ("~$填报表.xlsx", ".藏.xlsx", "说明.txt"):
        (folder / made).write_bytes(b"x")

    async def work() -> None:
        desk = Desk(folder)
        assert desk.of_folder(name) is None
        assert desk.find("0" * 12) is None
        assert desk.open == {}
        found = desk.of_folder("填报表.xlsx")
        assert found is not None
        desk.open.clear()
        assert desk.find(found.id) == found
        await desk.close()

    within(work)
