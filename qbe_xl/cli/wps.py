"""qbe-xl wps: the add-in in WPS 表格 on this machine."""

from __future__ import annotations

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.telling import say, say_health

app = Commands(help="在 WPS 表格里安装、卸载、检查加载项。")


@app.command("install", help="为当前用户安装 WPS 加载项；没有找到 WPS 也照常放好。")
def install_wps() -> None:
    """Write the add-in; say which WPS was found, and what to do in it."""
    from qbe_xl.web.wps import installing
    from qbe_xl.web.wps.places import Places, found_wps

    if installing.install(Places.here(), found_wps(), say):
        say(installing.ALLOW)


@app.command("uninstall", help="卸载 WPS 加载项，其他加载项不动。")
def uninstall_wps() -> None:
    """Undo the installation."""
    from qbe_xl.web.wps import installing
    from qbe_xl.web.wps.places import Places

    installing.uninstall(Places.here(), say)


@app.command("doctor", help="检查 WPS 加载项是否装好，说明处理办法；有问题时退出码为 1。")
def examine_wps() -> None:
    """Say how everything stands; with --quiet only what needs doing."""
    from qbe_xl.web.wps import doctor

    say_health(doctor.findings())


@app.command(
    "start", help="启动加载项用的本机服务（加载项会自己启动它）；四小时没有用到就自己结束。"
)
def start_service() -> None:
    """Serve the add-in until nobody has asked for a while."""
    from qbe_xl.web.serve import serve_addin

    serve_addin()
