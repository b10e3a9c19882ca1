"""qbe-xl libreoffice: the extension on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.telling import say, say_health, say_troubles

app = Commands(help="在 LibreOffice 里安装、卸载、检查扩展。")

Profile = Annotated[
    Path | None,
    typer.Option(
        "--profile", metavar="文件夹", help="LibreOffice 的用户配置文件夹，不写为平常那个"
    ),
]


@app.command("install", help="为当前用户安装 LibreOffice 扩展。")
def install(profile: Profile = None) -> None:
    """Add the extension; say what would keep it from working."""
    from qbe_xl.libreoffice import doctor, installing
    from qbe_xl.libreoffice.places import Places

    places = Places.here(profile)
    installing.install(places, say)
    say_troubles(doctor.examine(places))
    say("请重新打开 LibreOffice，电子表格里会出现菜单和工具栏“优质均衡”。")


@app.command("uninstall", help="卸载 LibreOffice 扩展。")
def uninstall(profile: Profile = None) -> None:
    """Undo the installation."""
    from qbe_xl.libreoffice import installing
    from qbe_xl.libreoffice.places import Places

    installing.uninstall(Places.here(profile), say)


@app.command("doctor", help="检查 LibreOffice 扩展是否装好，说明处理办法；有问题时退出码为 1。")
def examine(profile: Profile = None) -> None:
    """Say how everything stands; with --quiet only what needs doing."""
    from qbe_xl.libreoffice import doctor
    from qbe_xl.libreoffice.places import Places

    say_health(doctor.examine(Places.here(profile)))
