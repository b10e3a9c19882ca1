"""Drives an office of its own for the tests: requests as JSON lines on stdin, answers on stdout.

Run by a Python that has `uno`: python driver.py PROGRAM PROFILE [soffice options]. A request is
[method, arguments]; an answer ["ok", result] or ["error", text].
"""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import uno
import unohelper
from com.sun.star.beans import PropertyValue

PATIENCE = 90  # seconds
RESTART = 81
FILTERS = {
    "com.sun.star.sheet.SpreadsheetDocument": {
        ".ods": "calc8",
        ".pdf": "calc_pdf_Export",
        ".xls": "MS Excel 97",
        ".xlsx": "Calc MS Excel 2007 XML",
    },
    "com.sun.star.text.TextDocument": {".docx": "MS Word 2007 XML", ".pdf": "writer_pdf_Export"},
}


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def plain(value):
    """A cell as JSON has it; an error is void."""
    return list(map(plain, value)) if isinstance(value, tuple) else value


def _low_rows(sheet, merged):
    """The rows of a sheet that are lower than what stands in them."""
    if sheet.isProtected():
        sheet.unprotect("")
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    rows = cursor.Rows
    given = [(row.Height, row.IsVisible) for row in rows]
    needed = [0] * len(given)

    def measure():
        rows.OptimalHeight = True
        for number, row in enumerate(rows):
            needed[number] = max(needed[number], row.Height)

    measure()
    wide = {}
    for row, *columns in merged:
        wide.setdefault(tuple(columns), []).append(row)
    for (first, last), at in wide.items():
        column = sheet.Columns.getByIndex(first)
        width = column.Width
        areas = [sheet.getCellRangeByPosition(first, row, last, row) for row in at]
        for area in areas:
            area.merge(False)
        column.Width = sum(sheet.Columns.getByIndex(c).Width for c in range(first, last + 1))
        measure()
        column.Width = width
        for area in areas:
            area.merge(True)
    top = cursor.RangeAddress.StartRow
    return [
        [sheet.Name, top + number + 1, height, need]
        for number, ((height, seen), need) in enumerate(zip(given, needed, strict=True))
        if seen and need > height
    ]


class Office:
    def __init__(self, program, profile, *options):
        pipe = f"qbe-test-{os.getpid()}"
        self.command = [
            str(Path(program, "soffice.bin")),
            *options,
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nofirststartwizard",
            f"--accept=pipe,name={pipe};urp;",
            f"-env:UserInstallation={unohelper.systemPathToFileUrl(profile)}",
        ]
        self.process = self.start()
        context = uno.getComponentContext()
        resolver = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", context
        )
        url = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.context = resolver.resolve(url)
                break
            except Exception:
                code = self.process.poll()
                if code == RESTART:
                    self.process = self.start()
                elif code is not None or time.monotonic() > end:
                    raise RuntimeError(f"soffice: {code}") from None
                time.sleep(0.05)
        self.desktop = self.create("com.sun.star.frame.Desktop")
        self.documents = {}

    def start(self):
        return subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=sys.stderr)

    def create(self, service):
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    # documents

    def open(self, path="", **options):
        """Open a file, or a new spreadsheet, in a window (of none under --headless)."""
        url = unohelper.systemPathToFileUrl(path) if path else "private:factory/scalc"
        model = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(**options))
        number = len(self.documents)
        self.documents[number] = model
        return number

    def open_text(self):
        """Open a new text document."""
        model = self.desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, ())
        self.documents[len(self.documents)] = model
        return len(self.documents) - 1

    def front_sheets(self):
        """The sheets of the document in front."""
        return list(self.desktop.getCurrentComponent().Sheets.ElementNames)

    def close_front(self):
        self.desktop.getCurrentComponent().close(True)

    def close(self, document):
        with suppress(Exception):  # closed already
            self.documents[document].setModified(False)
            self.documents[document].close(True)

    def save(self, document, path, filter_name):
        url = unohelper.systemPathToFileUrl(path)
        self.documents[document].storeToURL(url, properties(FilterName=filter_name))

    def convert(self, source, target):
        """Save a file as what the name of another asks for; no macro in it runs."""
        url = unohelper.systemPathToFileUrl(source)
        unlocked = properties(Hidden=True, ReadOnly=True)  # another worker may convert it too
        model = self.desktop.loadComponentFromURL(url, "_blank", 0, unlocked)
        try:
            (kind,) = (kind for kind in FILTERS if model.supportsService(kind))
            chosen = properties(FilterName=FILTERS[kind][Path(target).suffix])
            model.storeToURL(unohelper.systemPathToFileUrl(target), chosen)
        finally:
            model.close(True)

    def cut(self, source, merged):
        """Rows of a workbook that are lower than their texts: [sheet, row, height, needed] in mm/100.

        merged: by sheet the texts over several columns of one row, each as [row, first, last]; such
        a text is measured in a column of their breadth together.
        """
        url = unohelper.systemPathToFileUrl(source)
        model = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        try:
            return [row for sheet in model.Sheets for row in _low_rows(sheet, merged[sheet.Name])]
        finally:
            model.setModified(False)
            model.close(True)

    def invoke(self, source, calls, answer=None):
        """Call macros of a document: [library.module.procedure, arguments]; return their results.

        None in the arguments stands for some object. answer: a sheet and a cell, whose text is
        returned instead.
        """
        url = unohelper.systemPathToFileUrl(source)
        always = uno.Any("short", 4)  # macros run
        chosen = properties(Hidden=True, MacroExecutionMode=always)
        model = self.desktop.loadComponentFromURL(url, "_blank", 0, chosen)
        try:
            found = []
            for name, arguments in calls:
                place = f"vnd.sun.star.script:{name}?language=Basic&location=document"
                script = model.getScriptProvider().getScript(place)
                given = tuple(model if argument is None else argument for argument in arguments)
                found.append(script.invoke(given, (), ())[0])
            if answer is None:
                return found
            sheet, cell = answer
            return model.Sheets.getByName(sheet).getCellRangeByName(cell).String
        finally:
            model.setModified(False)
            model.close(True)

    def sheets(self, document):
        return list(self.documents[document].Sheets.ElementNames)

    def add_sheet(self, document, name):
        sheets = self.documents[document].Sheets
        sheets.insertNewByName(name, sheets.Count)

    def _cells(self, document, sheet, place):
        found = self.documents[document].Sheets.getByName(sheet)
        if place:
            return found.getCellRangeByName(place)
        cursor = found.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return cursor

    def values(self, document, sheet, place=""):
        """What cells hold: figures and texts; an error is null."""
        return plain(self._cells(document, sheet, place).getDataArray())

    def shown(self, document, sheet, place):
        """What one cell shows, and its error number."""
        cell = self._cells(document, sheet, place).getCellByPosition(0, 0)
        return [cell.getString(), cell.getError()]

    def formulas(self, document, sheet, place=""):
        return plain(self._cells(document, sheet, place).getFormulaArray())

    def put(self, document, sheet, place, rows):
        """Put values into cells."""
        cells = self._cells(document, sheet, place)
        cells.setDataArray(tuple(tuple("" if c is None else c for c in row) for row in rows))

    def enter(self, document, sheet, entries):
        """Enter texts into cells as the user would in an English office: {place: formula}."""
        for place, text in entries.items():
            self._cells(document, sheet, place).getCellByPosition(0, 0).setFormula(text)

    def clear(self, document, sheet):
        """Empty a sheet, its formats too."""
        self._cells(document, sheet, "").clearContents(1023)

    def enter_array(self, document, sheet, place, formula):
        self._cells(document, sheet, place).setArrayFormula(formula)

    def fill_down(self, document, sheet, place, formula):
        """Enter one formula into many cells of a column."""
        cells = self._cells(document, sheet, place)
        cells.setFormulaArray(((formula,),) * cells.Rows.Count)

    def format(self, document, sheet, place, code):
        """Give cells a number format."""
        locale = uno.createUnoStruct("com.sun.star.lang.Locale")
        locale.Language, locale.Country = "en", "US"
        formats = self.documents[document].NumberFormats
        key = formats.queryKey(code, locale, False)
        key = formats.addNew(code, locale) if key < 0 else key
        self._cells(document, sheet, place).NumberFormat = key

    def recalculate(self, document):
        start = time.perf_counter()
        self.documents[document].calculateAll()
        return time.perf_counter() - start

    def selection(self, document):
        """The active sheet and what is selected in it."""
        controller = self.documents[document].CurrentController
        name = controller.ActiveSheet.Name
        chosen = self.documents[document].CurrentSelection
        return [name, chosen.AbsoluteName.rpartition(".")[2].replace("$", "")]

    def looks(self, document, sheet, place):
        """What a sheet and a cell of it look like."""
        model = self.documents[document]
        found = model.Sheets.getByName(sheet)
        cell = found.getCellRangeByName(place)
        model.CurrentController.setActiveSheet(found)
        controller = model.CurrentController
        return {
            "width": found.Columns.getByIndex(cell.RangeAddress.StartColumn).Width,
            "wrapped": cell.IsTextWrapped,
            "size": cell.CharHeight,
            "ink": cell.CharColor,
            "ground": cell.CellBackColor,
            "frozen": controller.hasFrozenPanes(),
            "format": model.NumberFormats.getByKey(cell.NumberFormat).FormatString,
        }

    def filters(self, document, sheet):
        """The areas that have a filter, as left, top, right and bottom."""
        model = self.documents[document]
        index = model.Sheets.getByName(sheet).RangeAddress.Sheet
        known = model.DatabaseRanges
        areas = [
            known.getByName(name).DataArea
            for name in known.ElementNames
            if known.getByName(name).AutoFilter
        ]
        return [
            [a.StartColumn, a.StartRow, a.EndColumn, a.EndRow] for a in areas if a.Sheet == index
        ]

    def hide_rows(self, document, sheet, first, last):
        """Hide rows as a filter does."""
        rows = self.documents[document].Sheets.getByName(sheet).Rows
        for row in range(first, last + 1):
            rows.getByIndex(row).IsVisible = False

    def rows_in_view(self, document, sheet, count):
        """Which of the first rows are seen."""
        rows = self.documents[document].Sheets.getByName(sheet).Rows
        return [row for row in range(count) if rows.getByIndex(row).IsVisible]

    def charts(self, document, sheet):
        """Of each chart: its title, the areas it shows, and how many of its series are lines."""
        charts = self.documents[document].Sheets.getByName(sheet).Charts
        found = []
        for chart in charts:
            made = chart.EmbeddedObject
            areas = [[a.StartColumn, a.StartRow, a.EndColumn, a.EndRow] for a in chart.Ranges]
            found.append([made.Title.String, areas, made.Diagram.NumberOfLines])
        return found

    def protect(self, document):
        """Protect the structure of a document."""
        self.documents[document].protect("")

    def hide_sheet(self, document, sheet):
        self.documents[document].Sheets.getByName(sheet).IsVisible = False

    # the extension

    def functions(self):
        """What the function wizard knows of our functions."""
        found = {}
        descriptions = self.create("com.sun.star.sheet.FunctionDescriptions")
        for number in range(descriptions.Count):
            one = {p.Name: p.Value for p in descriptions.getByIndex(number)}
            if one["Name"].startswith("QBE_"):
                arguments = [[a.Name, a.Description, a.IsOptional] for a in one["Arguments"] or ()]
                found[one["Name"]] = [one["Description"], arguments]
        return found

    def buttons(self, document):
        """The buttons of our toolbar: title, command and where they are on the screen."""
        layout = self.documents[document].CurrentController.Frame.LayoutManager
        bar = layout.getElement("private:resource/toolbar/addon_org.qbe.calc.toolbar")
        window = bar.getRealInterface().getWindow() if False else bar.getRealInterface()
        context = window.getAccessibleContext()
        found = []
        for number in range(context.getAccessibleChildCount()):
            child = context.getAccessibleChild(number).getAccessibleContext()
            place = child.getLocationOnScreen()
            size = child.getSize()
            found.append(
                [child.getAccessibleName(), place.X + size.Width // 2, place.Y + size.Height // 2]
            )
        return found

    def dispatch(self, document, url):
        """Choose a menu entry; return how long it took."""
        frame = self.documents[document].CurrentController.Frame
        frame.activate()
        helper = self.create("com.sun.star.frame.DispatchHelper")
        start = time.perf_counter()
        helper.executeDispatch(frame, url, "_self", 0, ())
        return time.perf_counter() - start

    def perform(self, command, paths, close_at=""):
        """Run a command from outside on the document in front; return what staff are told.

        close_at: the step at which the document is closed behind the command's back.
        """
        sys.path[:0] = [path for path in paths if path not in sys.path]
        from qbe_xl.libreoffice import document, host
        from qbe_xl.office import buttons, commands

        told = []

        class Host(host.CalcHost):
            def tell(self, message, kind="information"):
                told.append([kind, message])

        class Closing(document.CalcDocument):
            def _status(self, after):
                def show(step):
                    if step == close_at:
                        self._model.close(True)

                return show

        class ClosingHost(Host):
            def document(self):
                found = super().document()
                return found and Closing(found._model)

        chosen = ClosingHost if close_at else Host
        (button,) = (button for button in buttons.BUTTONS if button.name == command)
        commands.perform(button.command, chosen(self.context))
        return told

    def set_front(self, document):
        """Bring a document to the front."""
        frame = self.documents[document].CurrentController.Frame
        frame.activate()
        self.desktop.setActiveFrame(frame)

    def fit(self, document, width, height):
        """Make the window as large as the screen."""
        window = self.documents[document].CurrentController.Frame.ContainerWindow
        window.setPosSize(0, 0, width, height, 15)

    def memory(self):
        """The office's resident memory in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        line = next(line for line in lines if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def end(self):
        for model in self.documents.values():
            with suppress(Exception):  # closed already
                model.setModified(False)
                model.close(True)
        with suppress(Exception):  # it goes while it answers
            self.desktop.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def main():
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed must not disturb the answers
    office = Office(*sys.argv[1:])
    for line in sys.stdin:
        method, arguments, options = json.loads(line)
        try:
            answer = ["ok", getattr(office, method)(*arguments, **options)]
        except Exception as error:
            answer = ["error", f"{type(error).__name__}: {getattr(error, 'Message', '') or error}"]
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        if method == "end":
            return


if __name__ == "__main__":
    main()
