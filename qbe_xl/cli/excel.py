"""qbe-xl excel: the add-in on this machine."""

from __future__ import annotations

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.telling import say, say_health, say_troubles

app = Commands(help="在 Windows 的 Excel 里安装、卸载、检查加载宏。")


@app.command("install", help="为当前 Windows 用户安装 Excel 加载宏。")
def install_excel() -> None:
    """Write the configuration and copy the add-in; say what would keep it from working."""
    from qbe_xl.excel import doctor, installing

    places = installing.Places.here()
    installing.install(places, say)
    say_troubles(doctor.examine(places, doctor.Machine.here()))
    say("请关闭所有 Excel 窗口后重新打开 Excel，功能区会出现“优质均衡”。")


@app.command("uninstall", help="卸载 Excel 加载宏，恢复安装前的文件。")
def uninstall_excel() -> None:
    """Undo the installation."""
    from qbe_xl.excel import installing

    installing.uninstall(installing.Places.here(), say)


@app.command("doctor", help="检查 Excel 加载宏是否装好，说明处理办法；有问题时退出码为 1。")
def examine_excel() -> None:
    """Say how everything stands; with --quiet only what needs doing."""
    from qbe_xl.excel import doctor, installing

    say_health(doctor.examine(installing.Places.here(), doctor.Machine.here()))
