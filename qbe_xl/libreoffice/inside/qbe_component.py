"""What LibreOffice loads: it finds the package qbe_xl and hands every call on to it.

It needs nothing but Python itself. Where the package cannot be loaded, cells and buttons say so.
"""

import json
import sys
import traceback
from pathlib import Path

import uno
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJobExecutor

try:
    from org.qbe.calc import XQbeFunctions
except ImportError:  # while the extension is being added its own types are not known yet
    from com.sun.star.lang import XTypeProvider as XQbeFunctions

FUNCTIONS = "org.qbe.calc.Functions"
COMMAND = "org.qbe.calc.Command"
SPILLING = frozenset(())  # filled in by qbe_xl.libreoffice.build
MARK = "#QBE:"
INSTALL = "请在终端运行 qbe-xl libreoffice install，再重新打开 LibreOffice"

_loaded = []


def configuration(context):
    """Return the file in the user's profile that says where the package is."""
    create = context.ServiceManager.createInstanceWithContext
    paths = create("com.sun.star.util.PathSubstitution", context)
    folder = unohelper.fileUrlToSystemPath(paths.substituteVariables("$(user)", True))
    return Path(folder) / "qbe_xl.json"


def load(context):
    """Return the package's entry, or the sentence that says why there is none."""
    try:
        found = json.loads(configuration(context).read_text(encoding="utf-8"))
        paths, python = [str(path) for path in found["paths"]], str(found["python"])
    except FileNotFoundError:
        return f"本机没有装好计算程序，{INSTALL}"
    except (OSError, ValueError, KeyError, TypeError):
        return f"配置文件无法读取，{INSTALL}"
    here = "{}.{}".format(*sys.version_info)
    if python != here:
        return (
            f"LibreOffice 用的是 Python {here}，计算程序装在 Python {python} 里；"
            f"请把 qbe-xl 装到 Python {here} 的环境里，再运行 qbe-xl libreoffice install"
        )
    before = list(sys.path)
    sys.path[:0] = [path for path in paths if path not in sys.path]
    try:
        from qbe_xl.libreoffice import entry

        return entry.Entry(context, str(found.get("interpreter", "")))
    except ImportError as error:
        sys.path[:] = before
        return f"计算程序缺少组件 {error.name}，请重新安装 qbe-xl，{INSTALL}"
    except Exception:
        sys.path[:] = before
        traceback.print_exc()
        return f"计算程序没有启动成功，请重新安装 qbe-xl，{INSTALL}"


def entry(context):
    """Return what `load` found, looked for once; not again before the office is restarted."""
    if not _loaded:
        _loaded.append(load(context))
    return _loaded[0]


class Service(unohelper.Base, XServiceInfo):
    """A service of one name."""

    names = ()

    def __init__(self, context):
        self.context = context

    def getImplementationName(self):
        return self.name

    def supportsService(self, name):
        return name in self.names

    def getSupportedServiceNames(self):
        return self.names


class Functions(Service, XQbeFunctions):
    """The functions in cells: qbeCv and the others, all handed on."""

    name, names = FUNCTIONS, ("com.sun.star.sheet.AddIn",)

    def __getattr__(self, method):
        if not method.startswith("qbe"):
            raise AttributeError(method)

        def call(*arguments):
            found = entry(self.context)
            result = MARK + found if isinstance(found, str) else found.call(method, arguments)
            if method in SPILLING and isinstance(result, str):
                return ((result,),)
            return result

        setattr(self, method, call)
        return call


class Command(Service, XJobExecutor):
    """The buttons: service:org.qbe.calc.Command?assess_county."""

    name, names = COMMAND, ("com.sun.star.task.Job",)

    def trigger(self, command):
        found = entry(self.context)
        if isinstance(found, str):
            self.tell(f"{found}。")
        else:
            found.command(command)

    def tell(self, message):
        create = self.context.ServiceManager.createInstanceWithContext
        frame = create("com.sun.star.frame.Desktop", self.context).getCurrentFrame()
        window = frame.getContainerWindow() if frame else None
        if window is None:
            sys.stderr.write(f"{message}\n")
            return
        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "WARNINGBOX")
        box = window.getToolkit().createMessageBox(window, kind, 1, "优质均衡", message)
        box.execute()
        box.dispose()


g_ImplementationHelper = unohelper.ImplementationHelper()
for service in (Functions, Command):
    g_ImplementationHelper.addImplementation(service, service.name, service.names)
