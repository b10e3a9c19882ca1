"""Add or remove an extension for one user: python manage_extension.py PROGRAM PROFILE add FILE.

Run by the Python of LibreOffice (it has `uno`), with an office of its own that is started without
a window on the user's profile. Other than unopkg this works for root too. Prints nothing when all
went well; else the reason on the error stream, and ends with 1.
"""

import os
import subprocess
import sys
import time

import uno
import unohelper
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment

PATIENCE = 90  # seconds
RESTART = 81  # what a first start on a new profile ends with: it asks to be started again
APPROVE = "com.sun.star.task.XInteractionApprove"


class Consent(unohelper.Base, XInteractionHandler):
    """Says yes: whoever runs this command wants the extension."""

    def handle(self, request):
        for choice in request.getContinuations():
            approve = choice.queryInterface(uno.getTypeByName(APPROVE))
            if approve:
                approve.select()
                return


class Environment(unohelper.Base, XCommandEnvironment):
    """What the extension manager asks and tells."""

    def getInteractionHandler(self):
        return Consent()

    def getProgressHandler(self):
        return None


def environment():
    """Return this process's environment, where the system has no Python but its own on the PATH.

    The Python within an office takes its library from the first python3 there. One that is not
    the system's does not find uno.py, which lies with the system's; then every use of Python in
    that office fails (std::bad_alloc).
    """
    if os.name == "nt":
        return dict(os.environ)
    return {**os.environ, "PATH": os.defpath}


class Office:
    """An office without a window."""

    def __init__(self, program, profile):
        pipe = f"qbe{os.getpid()}"
        binary = "soffice.exe" if os.name == "nt" else "soffice.bin"
        self.command = [
            os.path.join(program, binary),
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nofirststartwizard",
            f"--accept=pipe,name={pipe};urp;",
            f"-env:UserInstallation={unohelper.systemPathToFileUrl(profile)}",
        ]
        self.process = self.start()
        context = uno.getComponentContext()
        create = context.ServiceManager.createInstanceWithContext
        resolver = create("com.sun.star.bridge.UnoUrlResolver", context)
        self.context = self.connect(
            resolver, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        )

    def start(self):
        return subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )

    def connect(self, resolver, url):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return resolver.resolve(url)
            except Exception:
                code = self.process.poll()
                if code == RESTART:
                    self.process = self.start()
                elif code is not None:
                    raise RuntimeError(f"soffice {code}") from None
                if time.monotonic() > end:
                    self.process.kill()
                    raise RuntimeError("timeout") from None
                time.sleep(0.05)

    def close(self):
        create = self.context.ServiceManager.createInstanceWithContext
        try:
            create("com.sun.star.frame.Desktop", self.context).terminate()
        except Exception:
            pass  # it goes while it answers
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def main(program, profile, action, target):
    office = Office(program, profile)
    try:
        manager = office.context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        channel, environment = manager.createAbortChannel(), Environment()
        if action == "add":
            url = unohelper.systemPathToFileUrl(target)
            manager.addExtension(url, (), "user", channel, environment)
        else:
            known = manager.getDeployedExtensions("user", channel, environment)
            for extension in known:
                if extension.Identifier.Value == target:
                    manager.removeExtension(
                        target, extension.getName(), "user", channel, environment
                    )
    finally:
        office.close()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as error:
        sys.stderr.write(f"{getattr(error, 'Message', '') or error}\n")
        sys.exit(1)
