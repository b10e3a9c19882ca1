/* A small WPS in memory with the quirks that live ones show: everything synchronous and counted
   from 1, Value cannot be set, errors are numbers, a blank reaches a function as 0. What touches
   files goes through a helper, as the real one does by itself. */
(() => {
  const { helper, book, folder, name, sheets, blank, places, functions } = globalThis.__stub;
  const files = (action, more) => {
    const x = new XMLHttpRequest();
    x.open("POST", helper + action, false);
    x.send(JSON.stringify(more));
    if (x.status !== 200) throw new Error("0x80070002");
    return x.responseText;
  };
  const log = (globalThis.__log = { alerts: [], active: null, selected: null, opened: [], copies: [], functions: {}, closed: 0, status: [], set: 0 });
  globalThis.alert = (text) => log.alerts.push(text);
  const letters = (text) => [...text].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0);
  const column = (n) => (n > 26 ? column(Math.floor((n - 1) / 26)) : "") + String.fromCharCode(65 + ((n - 1) % 26));
  const looks = () => ({});
  class Range {
    constructor(sheet, r, c, r2, c2) {
      Object.assign(this, { Worksheet: sheet, r, c, r2, c2, Font: looks(), Interior: looks() });
      this.Cells = { Item: (a, b) => new Range(sheet, r + a - 1, c + b - 1, r + a - 1, c + b - 1) };
    }
    get Row() { return this.r; }
    get Column() { return this.c; }
    get Rows() { return { Count: this.r2 - this.r + 1 }; }
    get Columns() { return { Count: this.c2 - this.c + 1 }; }
    get HasArray() { return false; }
    get one() { return this.r === this.r2 && this.c === this.c2; }
    grid(of) {
      const found = [];
      for (let r = this.r; r <= this.r2; r++) {
        const row = [];
        for (let c = this.c; c <= this.c2; c++) row.push(of((this.Worksheet.cells[r - 1] || [])[c - 1]));
        found.push(row);
      }
      return this.one ? found[0][0] : found;
    }
    get Value2() { return this.grid((x) => (x === undefined || x === null ? blank : x && x.formula ? (x.result === undefined ? null : x.result) : x && x.date ? x.date : x)); }
    get Value() { return this.grid((x) => (x && x.date ? new Date(1899, 11, 30 + x.date) : x === undefined ? null : x)); }
    set Value(v) { throw new TypeError("Cannot redefine property: Value"); }
    get Text() { const x = this.Worksheet.cells[this.r - 1][this.c - 1]; return x === -2146826246 ? "#N/A" : String(x); }
    get Formula() { return this.grid((x) => (x === undefined || x === null ? "" : x.formula ? x.formula : x)); }
    set Formula(v) { this.put(0, 0, { formula: v }); this.Worksheet.calculate(this.r, this.c, v); log.set++; }
    set Value2(v) {
      if (!Array.isArray(v)) v = [[v]];
      if (v.length !== this.Rows.Count || v.some((row) => row.length !== this.Columns.Count)) throw new Error("0x800A03EC");
      v.forEach((row, i) => row.forEach((x, j) => this.put(i, j, typeof x !== "string" ? x : x === "" ? null : x[0] === "'" ? x.slice(1) : x[0] === "=" ? { formula: x } : /^\d+\/\d+$/.test(x) ? { date: 1 } : x)));
    }
    put(i, j, x) { const rows = this.Worksheet.cells; while (rows.length < this.r + i) rows.push([]); rows[this.r + i - 1][this.c + j - 1] = x; this.Worksheet.written = true; }
    Select() { log.selected = [this.Worksheet.Name, column(this.c) + this.r]; }
  }
  class Sheet {
    constructor(named, cells) {
      this.Name = named; this.cells = cells; this.Visible = -1; this.written = false;
      const clear = () => { this.cells = []; this.written = true; };
      this.Cells = { Item: (r, c) => new Range(this, r, c, r, c), Clear: clear, ClearContents: clear };
      this.Columns = { Item: () => ({ ColumnWidth: 9 }) };
    }
    get UsedRange() { return new Range(this, 1, 1, Math.max(1, this.cells.length), Math.max(1, ...this.cells.map((row) => row.length))); }
    Range(a, b) {
      if (a instanceof Range) return new Range(this, a.r, a.c, b.r2, b.c2);
      const m = /^\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$/.exec(a);
      if (!m) throw new Error("0x800A03EC");
      return new Range(this, +m[2], letters(m[1]), +(m[4] || m[2]), letters(m[3] || m[1]));
    }
    Activate() { log.active = this.Name; }
    ShowAllData() { throw new Error("0x800A03EC"); }
    calculate(r, c, formula) {
      const m = /^=QBE\.(\w+)\((.*)\)$/.exec(formula), f = m && log.functions["QBE." + m[1]];
      if (!f) return;
      const ranges = m[2].split(",").map((one) => this.Range(one));
      const handed = ranges.map((one) => (places === "range" ? one : one.grid((x) => (x === undefined || x === null ? 0 : x))));
      if (places === "address") handed.push({ parameterAddresses: m[2].split(",").map((one) => `'${this.Name}'!${one}`) });
      this.cells[r - 1][c - 1].result = f(...handed);
    }
  }
  const workbook = (named, path, all) => ({
    Name: named, Path: path,
    SaveCopyAs: (to) => { log.copies.push(to); files("copy", { from: book, to, sheets: Object.fromEntries(all.filter((s) => s.written).map((s) => [s.Name, s.cells])) }); },
    Activate: () => (log.active = named),
    Close: () => { log.closed++; Application.ActiveWorkbook = own; },
    Worksheets: {
      get Count() { return all.length; },
      Item: (k) => { const s = typeof k === "number" ? all[k - 1] : all.find((x) => x.Name === k); if (!s) throw new Error("0x8002000B"); return s; },
      Add: () => { const s = new Sheet("Sheet" + (all.length + 1), []); all.push(s); return s; },
    },
  });
  const own = book ? workbook(name, folder, Object.entries(sheets).map(([n, cells]) => new Sheet(n, cells))) : null;
  globalThis.Application = {
    Name: "Microsoft Excel", Build: "12.1.0.20540", ActiveWorkbook: own, ScreenUpdating: true, ActiveWindow: {},
    set StatusBar(text) { log.status.push(text); },
    get ActiveSheet() { return this.ActiveWorkbook.Worksheets.Item(1); },
    Intersect: (a) => a, Calculate() {},
    Workbooks: { Open: (path) => log.opened.push(path), Add: () => (Application.ActiveWorkbook = workbook("工作簿1", "", [new Sheet("Sheet1", [])])) },
  };
  const kept = {};
  globalThis.wps = {
    EtApplication: () => Application,
    FileSystem: { ReadFile: (path) => files("read", { path }) },
    OAAssist: { ShellExecute: (path) => files("start", { path }) },
    PluginStorage: { getItem: (k) => (k in kept ? kept[k] : null), setItem: (k, v) => (kept[k] = v), removeItem: (k) => delete kept[k] },
  };
  if (functions) wps.AddCustomFunction = (space, n, f) => (log.functions[space + "." + n] = f);
})();
