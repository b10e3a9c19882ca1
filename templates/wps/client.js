"use strict";
/* The add-in in WPS 表格. It knows no rule: WPS saves a copy for the service on this machine to
   read, and the sheets that come back are written as values. Everything is synchronous but the
   start of the service, as WPS' own objects are. Nothing newer than Chromium 86 is used. */

const qbe = {};

(() => {
  const START_TRIES = 40, START_PAUSE = 500; // milliseconds: a slow desk takes its time
  const BLOCK = 20000; // cells written at once
  const PROBE = "TRY";
  const DEEPEST = 5000; // rows that a sheet's looks reach down
  const NO_SERVICE = "本机服务没有启动。请再点一次；仍未启动的，请运行 qbe-xl wps doctor，按提示处理。";
  const NO_BOOK = "没有打开的工作簿，请先打开。";
  const ERROR = /^#(N\/A|NAME\?|REF!|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$/;
  const ENDINGS = ["xlsx", "xlsm", "xlsb", "xls", "ods", "et"];
  let session = null;

  const host = () => (typeof wps === "undefined" ? {} : wps);
  const app = () => window.Application || host().Application || host().EtApplication();
  const files = () => host().FileSystem || app().FileSystem;
  const tell = (text) => window.alert(text);

  /* ---- the service ---- */

  class Away extends Error {} // it is not there, or is another one than was noted

  function find() {
    let noted;
    try {
      noted = JSON.parse(files().ReadFile(qbe.settings.note));
    } catch (error) {
      throw new Away(NO_SERVICE);
    }
    if (!noted || !noted.port || !noted.token) throw new Away(NO_SERVICE);
    return { address: "http://127.0.0.1:" + noted.port, token: noted.token };
  }

  function send(path, body) {
    const request = new XMLHttpRequest();
    try {
      request.open("POST", session.address + path, false);
      request.setRequestHeader("content-type", "application/json");
      request.setRequestHeader("authorization", "Bearer " + session.token);
      request.send(JSON.stringify(body));
    } catch (error) {
      throw new Away(NO_SERVICE);
    }
    if (request.status === 401 || request.status === 421) throw new Away(NO_SERVICE);
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch (error) {
      if (request.status === 200) throw new Away(NO_SERVICE); // another program has the port
    }
    if (request.status !== 200) throw new Error(answer.message || "本机服务没有完成（" + request.status + "）。");
    return answer;
  }

  /* Ask; once more after the note was read anew, as the service may have been started again. */
  function ask(path, body) {
    for (let again = 0; ; again++) {
      if (!session || again) session = find();
      try {
        return send(path, body);
      } catch (error) {
        if (!(error instanceof Away) || again) throw error;
      }
    }
  }

  function start() {
    const helper = host().OAAssist || app().OAAssist;
    helper.ShellExecute(qbe.settings.start);
  }

  /* Do something with the service there; start it where it is not, and wait for it. */
  function withService(work) {
    try {
      ask("/host/hello", {});
    } catch (error) {
      if (!(error instanceof Away)) return finish(() => { throw error; });
      try {
        start();
      } catch (failure) {
        return tell(NO_SERVICE);
      }
      status("正在启动本机服务……");
      return later(work, START_TRIES);
    }
    return finish(work);
  }

  function later(work, tries) {
    window.setTimeout(() => {
      try {
        session = null;
        ask("/host/hello", {});
      } catch (error) {
        if (error instanceof Away && tries > 0) return later(work, tries - 1);
        return finish(() => { throw error; });
      }
      return finish(work);
    }, START_PAUSE);
  }

  function finish(work) {
    try {
      work();
    } catch (error) {
      tell(error instanceof Away ? NO_SERVICE : error.message + "\n填报的内容没有改动。");
    } finally {
      status(false);
    }
  }

  function status(text) {
    try {
      app().StatusBar = text;
    } catch (error) { /* some builds have none */ }
  }

  /* ---- buttons ---- */

  function sheetsOf(book) {
    const found = [];
    for (let i = 1; i <= book.Worksheets.Count; i++) found.push(book.Worksheets.Item(i));
    return found;
  }

  function used(sheet) {
    const range = sheet.UsedRange;
    return { top: range.Row, left: range.Column, rows: range.Rows.Count, columns: range.Columns.Count };
  }

  function area(sheet, top, left, bottom, right) { // counted from 0, both ends in
    return sheet.Range(sheet.Cells.Item(top + 1, left + 1), sheet.Cells.Item(bottom + 1, right + 1));
  }

  function perform(name) {
    const book = app().ActiveWorkbook;
    const body = { name, copy: null };
    if (book) {
      const ending = String(book.Name).split(".").pop().toLowerCase();
      const type = ENDINGS.indexOf(ending) < 0 ? "xlsx" : ending;
      body.copy = Date.now().toString(36) + "-" + Math.random().toString(36).slice(2) + "." + type;
      body.book = book.Name;
      body.folder = book.Path || null;
      if (name === "export_values") body.looks = looksOf(book);
      status("正在读取填报表……");
      book.SaveCopyAs(joined(qbe.settings.inbox, body.copy)); // the book itself stays as it is
    }
    status("正在计算……");
    const answer = ask("/host/command", body);
    status("正在写入结果……");
    quietly(() => answer.tables.forEach((table) => write(book, table)));
    if (answer.front) book.Worksheets.Item(answer.front).Activate();
    if (answer.select) select(book, answer.select[0], answer.select[1]);
    answer.open.forEach((path) => app().Workbooks.Open(path));
    status(false);
    const said = answer.say.map((one) => one.text).join("\n");
    if (said) tell(said);
  }

  const joined = (folder, name) => folder + (folder.indexOf("\\") < 0 ? "/" : "\\") + name;

  function select(book, name, place) {
    const sheet = book.Worksheets.Item(name);
    sheet.Activate();
    if (place) sheet.Range(place).Select();
  }

  function quietly(work) {
    const screen = app().ScreenUpdating;
    app().ScreenUpdating = false;
    try {
      work();
    } finally {
      app().ScreenUpdating = screen;
    }
  }

  /* What the copy of nothing but values needs beside the values: what is visible, and its looks. */
  function looksOf(book) {
    const found = {};
    sheetsOf(book).forEach((sheet) => {
      if (sheet.Visible === 0 || sheet.Visible === 2 || sheet.Visible === false) return;
      const of = used(sheet), widths = [], formats = [];
      const last = of.top + of.rows - 2, first = Math.min(Math.max(of.top - 1, 4), last);
      for (let column = 0; column < of.left + of.columns - 1; column++) {
        widths.push(tried(() => sheet.Columns.Item(column + 1).ColumnWidth));
        formats.push(tried(() => area(sheet, first, column, last, column).NumberFormat));
      }
      found[sheet.Name] = { widths, formats };
    });
    return found;
  }

  function tried(work) {
    try {
      const found = work();
      return found === undefined ? null : found;
    } catch (error) {
      return null;
    }
  }

  /* ---- sheets of ours ---- */

  /* WPS lets Value2 be set, not Value. Text goes behind an apostrophe, and so stays text. */
  const written = (cell) => (cell === null ? "" : typeof cell === "string" && cell ? "'" + cell : cell);

  function write(book, table) {
    let sheet = sheetsOf(book).find((one) => one.Name.toLowerCase() === table.name.toLowerCase());
    if (!sheet) {
      sheet = book.Worksheets.Add(undefined, book.Worksheets.Item(book.Worksheets.Count));
      sheet.Name = table.name;
    } else {
      tried(() => sheet.ShowAllData());
      if (table.anew) sheet.Cells.Clear();
      else sheet.Cells.ClearContents();
    }
    const width = table.widths.length, step = Math.max(1, Math.floor(BLOCK / width));
    for (let top = 0; top < table.rows.length; top += step) {
      const part = table.rows.slice(top, top + step);
      area(sheet, top, 0, top + part.length - 1, width - 1).Value2 = part.map((row) => row.map(written));
    }
    if (table.anew) tried(() => layOut(sheet, table)); // results without looks are better than none
    tried(() => colour(sheet, table));
  }

  function layOut(sheet, table) {
    const width = table.widths.length, body = table.body;
    const whole = area(sheet, 0, 0, DEEPEST, width - 1);
    tried(() => { whole.Font.Size = table.size; whole.VerticalAlignment = -4108; });
    table.widths.forEach((size, i) => tried(() => (sheet.Columns.Item(i + 1).ColumnWidth = size)));
    table.wrapped.forEach((wraps, i) => wraps && tried(() => (area(sheet, body, i, DEEPEST, i).WrapText = true)));
    table.formats.forEach(([i, shown]) => tried(() => (area(sheet, body, i, DEEPEST, i).NumberFormat = shown)));
    table.blocks.forEach(([t, l, b, r, shown]) => tried(() => (area(sheet, t, l, b, r).NumberFormat = shown)));
    table.large.forEach(([row, size]) => tried(() => {
      const font = area(sheet, row, 0, row, 0).Font;
      font.Size = size;
      font.Bold = true;
    }));
    if (table.onePage) tried(() => {
      const page = sheet.PageSetup;
      page.Zoom = false;
      page.FitToPagesWide = page.FitToPagesTall = 1;
    });
    tried(() => {
      sheet.Activate();
      const view = app().ActiveWindow;
      view.FreezePanes = false;
      view.SplitRow = table.frozen[0];
      view.SplitColumn = table.frozen[1];
      view.FreezePanes = table.frozen[0] > 0 || table.frozen[1] > 0;
    });
  }

  const rgb = (text) => parseInt(text.slice(5, 7) + text.slice(3, 5) + text.slice(1, 3), 16);

  function colour(sheet, table) {
    const width = table.widths.length;
    const body = area(sheet, 1, 0, Math.max(1, table.rows.length), width - 1);
    tried(() => { body.Interior.ColorIndex = -4142; body.Font.ColorIndex = -4105; body.Font.Bold = false; });
    table.large.forEach(([row]) => tried(() => (area(sheet, row, 0, row, 0).Font.Bold = true)));
    table.headers.concat(table.headings).forEach((row) => tried(() => (area(sheet, row, 0, row, width - 1).Font.Bold = true)));
    table.rows.forEach((row, down) => row.forEach((cell, right) => {
      if (down < table.marksFrom || typeof cell !== "string") return;
      const mark = table.marks.find((one) => cell.indexOf(one[0]) === 0);
      if (!mark) return;
      const beside = cell === mark[0] && typeof row[right + 1] === "number" ? 1 : 0;
      tried(() => {
        const cells = area(sheet, down, right, down, right + beside);
        cells.Font.Color = rgb(mark[1]);
        cells.Interior.Color = rgb(mark[2]);
      });
    }));
  }

  /* ---- formulas: QBE_ and QBE. ---- */

  function spell(to) {
    const book = app().ActiveWorkbook;
    if (!book) throw new Error(NO_BOOK);
    const found = [];
    let fixed = 0;
    sheetsOf(book).forEach((sheet) => {
      const of = used(sheet), cells = sheet.UsedRange.Formula;
      const rows = Array.isArray(cells) ? cells : [[cells]];
      rows.forEach((row, down) => row.forEach((text, right) => {
        if (typeof text === "string" && text[0] === "=" && /QBE[_.]/i.test(text))
          found.push({ sheet, row: of.top + down, column: of.left + right, text });
      }));
    });
    const turned = ask("/host/formulas", { to, formulas: found.map((one) => one.text) }).formulas;
    let changed = 0;
    quietly(() => found.forEach((one, i) => {
      if (turned[i] === one.text) return;
      const cell = one.sheet.Cells.Item(one.row, one.column);
      try {
        if (cell.HasArray) cell.CurrentArray.FormulaArray = turned[i];
        else cell.Formula = turned[i];
        changed++;
      } catch (error) {
        fixed++; // protected, or within an array that was written already
      }
    }));
    const name = to === "wps" ? "QBE.（WPS 写法）" : "QBE_（Excel 写法）";
    const left = found.length - changed - fixed;
    tell("已换成 " + name + " 的公式：" + changed + " 个。" +
      (left ? "\n没有换的：" + left + " 个，本来就是这种写法，或连着其他文件里的函数。" : "") +
      (fixed ? "\n未能换写的：" + fixed + " 个，单元格有保护。" : "") +
      (to === "wps" && !proven() ? "\n本机还没有启用 QBE. 函数，这些公式会显示 #NAME?，请点“检测函数”。" : ""));
  }

  /* ---- functions: none before the host has shown that a blank is no zero ---- */

  const build = () => String(tried(() => app().Build) || tried(() => app().Version) || "");
  const PROVEN = "qbe functions proven";
  const storage = () => host().PluginStorage || app().PluginStorage || window.localStorage;
  const sign = () => qbe.settings.version + " " + build();
  const proven = () => tried(() => storage().getItem(PROVEN)) === sign();
  const canAdd = () => typeof host().AddCustomFunction === "function";

  /* The cells of an argument as the wire has them, read through the host by where they stand:
     what a function is handed itself may show a blank as 0. null where the host tells no place. */
  function cellsAt(place, dates) {
    const range = typeof place === "string" ? rangeOf(place) : place;
    if (!range || typeof range !== "object" || range.Value2 === undefined && !range.Rows) return null;
    const cut = range.Rows.Count > 1 ? tried(() => app().Intersect(range, range.Worksheet.UsedRange)) || range : range;
    const plain = grid(cut.Value2), typed = dates ? grid(tried(() => cut.Value)) : null;
    return plain.map((row, down) => row.map((cell, right) => {
      if (cell === null || cell === undefined || cell === "") return null;
      if (typeof cell === "number" && cell < -2146820000 || typeof cell === "string" && ERROR.test(cell) || typeof cell === "object")
        return { error: String(cut.Cells.Item(down + 1, right + 1).Text) };
      const shown = typed && typed[down] ? typed[down][right] : null;
      return shown instanceof Date ? { date: day(shown) } : cell;
    }));
  }

  const grid = (value) => (Array.isArray(value) ? value.map((row) => (Array.isArray(row) ? row : [row])) : [[value]]);
  const two = (number) => String(number).padStart(2, "0");
  const day = (date) => date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate());

  function rangeOf(address) {
    const at = address.lastIndexOf("!");
    const book = app().ActiveWorkbook;
    if (at < 0) return tried(() => app().ActiveSheet.Range(address));
    const name = address.slice(0, at).replace(/^'|'$/g, "").replace(/''/g, "'").replace(/^\[[^\]]*\]/, "");
    return tried(() => book.Worksheets.Item(name).Range(address.slice(at + 1)));
  }

  /* Where argument number i stands: a range handed over as such, or its address from the host. */
  function placeOf(given, i, invocation) {
    if (given && typeof given === "object" && !Array.isArray(given) && given.Rows) return given;
    const told = invocation && invocation.parameterAddresses;
    return told && told[i] ? told[i] : null;
  }

  /* Without a place only what cannot be mistaken is taken: no 0 and no blank. */
  function sure(given) {
    const cells = grid(given);
    if (cells.some((row) => row.some((cell) => cell === 0 || cell === "" || cell === null || cell === undefined)))
      throw new Error("请直接引用单元格区域：这里分不清空白和 0");
    return Array.isArray(given) ? cells : given;
  }

  function split(args) { // the host's own last argument, where it gives one
    const last = args[args.length - 1];
    const own = last && typeof last === "object" && !Array.isArray(last) && (last.parameterAddresses || last.address);
    return own ? [args.slice(0, -1), last] : [args, null];
  }

  function call(one, all) {
    try {
      const [args, invocation] = split(all);
      const sent = args.map((given, i) => {
        if (given === undefined || given === null && one.parameters[i] && one.parameters[i].optional) return { omitted: true };
        const place = placeOf(given, i, invocation);
        const cells = place ? cellsAt(place, one.parameters[i] && one.parameters[i].sheet) : null;
        return cells || sure(given);
      });
      const rows = ask("/host/function", { name: one.full, arguments: sent }).result;
      return rows.length === 1 && rows[0].length === 1 ? rows[0][0] : rows;
    } catch (error) {
      return "#QBE:" + error.message;
    }
  }

  const metaOf = (one) => ({
    description: one.help,
    result: { type: "any" },
    options: { requiresParameterAddresses: true },
    parameters: one.parameters.map((p) => ({ name: p.name, description: p.help, type: p.optional ? "any?" : "any", dimensionality: "matrix" })),
  });

  function register() {
    if (!canAdd() || !proven()) return false;
    qbe.functions.forEach((one) => host().AddCustomFunction("QBE", one.name, (...args) => call(one, args), metaOf(one)));
    return true;
  }

  /* In a workbook of its own, closed unsaved: a blank beside a real 0, through the function's own way. */
  function tryFunctions() {
    if (!canAdd())
      return tell("这个 WPS 不让加载项带函数（Windows 版从 " + qbe.settings.since + " 起才有，Linux 版没有）。\n按钮都能用，结果一样；要在单元格里用函数，请用 Excel 或 LibreOffice。");
    let seen = null;
    const one = { name: PROBE, help: "检测", parameters: [{ name: "区域", help: "检测用", optional: false }] };
    host().AddCustomFunction("QBE", PROBE, (...all) => {
      const [args, invocation] = split(all);
      const place = placeOf(args[0], 0, invocation);
      seen = place ? cellsAt(place, false) : null;
      return 1;
    }, metaOf(one));
    const before = app().ActiveWorkbook, book = app().Workbooks.Add();
    try {
      const sheet = book.Worksheets.Item(1);
      sheet.Range("A1").Value2 = 7;
      sheet.Range("A3").Value2 = 0;
      sheet.Range("C1").Formula = "=QBE." + PROBE + "(A1:A3)";
      tried(() => app().Calculate());
    } finally {
      book.Close(false);
      if (before) tried(() => before.Activate());
    }
    const good = JSON.stringify(seen) === "[[7],[null],[0]]";
    tried(() => (good ? storage().setItem(PROVEN, sign()) : storage().removeItem(PROVEN)));
    if (good) {
      register();
      return tell("检测通过：本机的 WPS 分得清空白和 0，已启用 " + qbe.functions.length + " 个函数，写法是 =QBE.CV(…)。");
    }
    return tell("没有启用函数：" + (seen ? "本机的 WPS 把空白当作 0" : "本机的 WPS 没有告诉函数它引用的单元格在哪里") +
      "，没有填的会算成 0。\n按钮都能用，结果一样。（看到的：" + JSON.stringify(seen) + "，" + build() + "）");
  }

  /* ---- what WPS calls ---- */

  const OWN = { to_wps: () => spell("wps"), to_excel: () => spell("excel") };

  window.OnAddinLoad = (ribbon) => {
    qbe.ribbon = ribbon;
    tried(register);
    return true;
  };
  window.GetImage = (control) => control.Id + ".svg";
  window.OnAction = (control) => {
    const name = control.Id;
    if (name === "try_functions") finish(tryFunctions);
    else withService(OWN[name] || (() => perform(name)));
    return true;
  };
})();
