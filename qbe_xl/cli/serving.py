"""qbe-xl serve: the local page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.telling import say
from qbe_xl.errors import InputError, Place, Problem

app = Commands()


@app.command(help="本地页：在浏览器里办理全部工作，不用加载宏；只在本机，不联网。", quiet=False)
def serve(
    folder: Annotated[
        Path, typer.Argument(metavar="文件夹", help="项目文件夹，不写为当前文件夹")
    ] = Path(),
    port: Annotated[
        int, typer.Option("--port", metavar="端口", min=0, max=65535, help="不写为任意空闲的")
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="不打开浏览器，只给出链接")
    ] = False,
    icon: Annotated[
        bool, typer.Option("--icon", help="在桌面放一个图标，双击就打开这个文件夹的本地页")
    ] = False,
    no_icon: Annotated[bool, typer.Option("--no-icon", help="删去桌面的图标")] = False,
) -> None:
    """Serve a folder to this machine's browser."""
    from qbe_xl.web.serve import serve as serve_folder

    if not folder.is_dir():
        raise InputError([Problem(Place(str(folder)), "没有这个文件夹，请检查路径")])
    if icon or no_icon:
        from qbe_xl.web.icon import put_icon, take_icon

        for path in put_icon(folder) if icon else take_icon():
            say(f"{'图标' if icon else '已删去'}：{path}")
        return
    serve_folder(folder, port, browser=not no_browser, say=_say_at_once)


def _say_at_once(link: str) -> None:
    print(link, flush=True)
