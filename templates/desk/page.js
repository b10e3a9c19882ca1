// The script of the local page. It shows what the server says, as text, and computes nothing.
// No feature newer than Chromium 86, which the browsers of county desks may have.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const MOST = 50 * 1024 * 1024;

function make(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const say = (text) => { one("#status").textContent = text; };

function complain(text) {
  const place = one("#trouble");
  place.textContent = text;
  place.hidden = !text;
}

async function ask(address, body, headers = {}) {
  complain("");
  let reply;
  try {
    reply = await fetch(address, body === undefined ? {} : { method: "POST", body, headers });
  } catch (error) {
    complain(ENDED);
    return null;
  }
  if (reply.status === 401) complain(ENDED);
  let found;
  try {
    found = await reply.json();
  } catch (error) {
    found = {};
  }
  if (!reply.ok && reply.status !== 409) {
    if (reply.status !== 401) complain(found.message || "未能办成，请再试一次");
    return null;
  }
  return { status: reply.status, found };
}

const send = (address, content) => ask(address, JSON.stringify(content), { "content-type": "application/json" });
const ENDED = "本页面的程序已经结束，请从桌面图标或命令行重新打开";
const named = (file) => ({ "x-name": encodeURIComponent(file.name) });

// Files

async function show(file) {
  if (file.size > MOST) return complain(`${file.name} 超过 50 MB`);
  say(`正在打开 ${file.name}……`);
  const answer = await ask("/drop", file, named(file));
  if (answer) location.assign(`/book/${answer.found.book}/verdict`);
}

async function keep() {
  const answer = await send(`/book/${document.body.dataset.book}/keep`, {});
  if (answer) location.assign(`/book/${answer.found.book}/verdict`);
}

async function put(zone, files) {
  const replace = one(".replace", zone.parentElement).checked ? "1" : "0";
  const list = one(".put", zone);
  list.textContent = "";
  let good = 0;
  for (const file of files) {
    say(`正在放入 ${file.name}……`);
    if (file.size > MOST) {
      list.append(make("li", `${file.name}：超过 50 MB，没有放入`));
      continue;
    }
    const answer = await ask(`/put/${encodeURIComponent(zone.dataset.place)}?replace=${replace}`, file, named(file));
    if (answer && answer.status === 409) list.append(make("li", `${file.name}：${answer.found.message}，没有放入；要换请勾选“同名的换成新的”`));
    else if (answer) good += 1;
    else list.append(make("li", `${file.name}：没有放入`));
  }
  list.append(make("li", `放入 ${good} 个文件`));
  say(`已放入“${zone.dataset.place}” ${good} 个文件`);
}

addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("over");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("over");
  const files = Array.from(event.dataTransfer.files);
  const folder = Array.from(event.dataTransfer.items).some((item) => {
    const entry = item.webkitGetAsEntry();
    return entry !== null && entry.isDirectory;
  });
  const zone = event.target.closest && event.target.closest("[data-place]");
  if (folder || !files.length) complain("请拖文件；文件夹请打开后选中里面的文件");
  else if (zone) put(zone, files);
  else if (files.length > 1) complain("一次打开一个填报表；许多交回的表请拖到“汇总”的框里");
  else show(files[0]);
});
addEventListener("change", (event) => {
  const input = event.target;
  if (input.type === "file" && input.files.length) {
    const zone = input.closest("[data-place]");
    const files = Array.from(input.files);
    if (zone) put(zone, files);
    else show(files[0]);
    input.value = "";
  } else if (input.dataset.filter) filter();
});

// Filters

function filter() {
  const rows = all(".filtered > tr");
  if (!rows.length) return;
  const wanted = {};
  for (const input of all("[data-filter]")) wanted[input.dataset.filter] = input.value.trim();
  let shown = 0;
  for (const row of rows) {
    const fits = Object.entries(wanted).every(([name, value]) =>
      !value || (name === "text" ? row.textContent.includes(value) : row.dataset[name] === value));
    row.hidden = !fits;
    if (fits) shown += 1;
  }
  const count = one(".count");
  if (count) count.textContent = `${shown} / ${rows.length} 行`;
}

addEventListener("input", (event) => { if (event.target.dataset.filter) filter(); });

// What must be verified first, which may take a while

async function doubt() {
  const place = one("#doubts");
  if (!place) return;
  const version = document.body.dataset.version;
  const answer = await ask(`/book/${document.body.dataset.book}/doubts`);
  if (!answer || version !== document.body.dataset.version || !place.isConnected) return;
  const { lines } = answer.found;
  one("ul", place).replaceChildren(...lines.map((text) => make("li", text)));
  place.hidden = !lines.length;
}

// From verdict to cell

let opener = null;

async function locate(button) {
  const book = document.body.dataset.book;
  const asked = new URLSearchParams({ cell: button.dataset.cell || "", trace: button.dataset.trace || "" });
  opener = button;
  const answer = book && await ask(`/book/${book}/cell?${asked}`);
  if (!answer) return;
  const { trace, window: part, cell } = answer.found;
  one("#panel").hidden = false;
  one("#panel-title").textContent = cell || (trace ? trace.name : "");
  tell(trace);
  frame(part);
  one("#panel-title").focus();
}

function tell(trace) {
  const place = one("#trace");
  place.textContent = "";
  if (!trace) return;
  place.append(make("p", `${trace.name}：${trace.formula}`, { class: "formula" }));
  const terms = make("p");
  for (const [name, value, cell] of trace.terms) {
    terms.append(`${name} ${value} `);
    if (cell) terms.append(make("button", cell, { type: "button", class: "cell", "data-cell": cell }));
    terms.append("　");
  }
  const end = make("p", `＝ ${trace.value}，要求 ${trace.requirement}（${trace.citation}）`);
  end.append(" ", make("span", trace.state.marked, { class: `state ${trace.state.id}` }));
  place.append(terms, end);
}

function frame(part) {
  const place = one("#window");
  place.textContent = "";
  if (!part) {
    place.append(make("p", "这一处没有对应的单元格"));
    return;
  }
  const table = make("table");
  table.append(make("caption", `${part.sheet} ${part.cell}`, { class: "hidden" }));
  const head = make("tr");
  head.append(make("td", ""), ...part.columns.map((letters) => make("th", letters, { scope: "col" })));
  table.append(head);
  part.cells.forEach((cells, down) => {
    const row = make("tr", null, down === part.header ? { class: "names" } : {});
    row.append(make("th", part.rows[down], { scope: "row" }));
    cells.forEach((text, right) => {
      const here = down === part.here[0] && right === part.here[1];
      row.append(make("td", text, here ? { class: "here", "aria-current": "true" } : {}));
    });
    table.append(row);
  });
  place.append(table);
  const here = one(".here", place);
  if (here) here.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function closePanel() {
  one("#panel").hidden = true;
  if (opener && opener.isConnected) opener.focus();
}

addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.classList.contains("cell")) locate(button);
  else if (button.id === "panel-close") closePanel();
  else if (button.id === "keep") keep();
  else if (button.id === "more") line("", "", "");
  else if (button.id === "clear") {
    one("#lines").textContent = "";
    line("", "", "");
    tryOut();
  } else if (button.dataset.stop) send(`/job/${button.dataset.stop}/stop`, {});
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !one("#panel").hidden) closePanel();
});

// 试算

function line(school, item, value) {
  const body = one("#lines");
  const number = body.children.length + 1;
  const row = make("tr");
  row.append(make("td", String(number)));
  for (const [name, word, content, list] of [["school", "学校", school, "schools"], ["item", "项目", item, "items"], ["value", "试算值", value, ""]]) {
    const cell = make("td");
    const input = make("input", null, { type: "text", class: name, "aria-label": `第 ${number} 行${word}`, maxlength: "100" });
    if (list) input.setAttribute("list", list);
    input.value = content;
    cell.append(input);
    row.append(cell);
  }
  body.append(row);
}

let tries = 0;

async function tryOut() {
  const turn = ++tries;
  const lines = all("#lines > tr").map((row) => [".school", ".item", ".value"].map((name) => one(name, row).value));
  const answer = await send(`/book/${document.body.dataset.book}/trial`, { lines });
  if (!answer || turn !== tries) return; // of several that are under way the last one counts
  one("#wrong").textContent = "";
  for (const text of answer.found.wrong) one("#wrong").append(make("li", text));
  const body = one("#moved");
  body.textContent = "";
  for (const moved of answer.found.rows) {
    const row = make("tr");
    row.append(make("th", moved.title, { scope: "row" }));
    for (const side of [moved.now, moved.then]) {
      const cell = make("td");
      cell.append(make("span", side.text, side.state ? { class: `state ${side.state}` } : {}));
      row.append(cell);
    }
    row.append(make("td", moved.turn));
    body.append(row);
  }
  say(answer.found.wrong.length ? `有 ${answer.found.wrong.length} 处无法试算` : "已试算，填报表没有改动");
}

function beginTrial() {
  if (!one("#trial") || one("#lines").children.length) return;
  for (const kept of all("#kept > li")) line(kept.dataset.school, kept.dataset.item, kept.dataset.value);
  line("", "", "");
  tryOut();
}

// Commands

function chosen(form) {
  const options = {};
  for (const input of all("[name]", form)) {
    if (input.name === "mark") continue;
    if (input.type === "checkbox") {
      if (input.checked) options[input.name] = "1";
    } else if (input.value.trim()) options[input.name] = input.value.trim();
  }
  return options;
}

addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method === "get" && !form.dataset.command && !form.dataset.apart && form.id !== "trial") return;
  event.preventDefault();
  if (form.id === "trial") {
    tryOut();
    return;
  }
  const marks = all("[name=mark]:checked", form).map((input) => input.value);
  if (form.dataset.command === "accept" && !marks.length) {
    complain("请先选中要确认的发现");
    return;
  }
  const answer = form.dataset.apart
    ? await send(`/book/${form.dataset.apart}/assess`, {})
    : await send(`/run/${encodeURIComponent(form.dataset.command)}`, { options: chosen(form), marks });
  if (answer) job(answer.found);
});

const STATES = { waiting: "等待", running: "正在办理", done: "已办成", failed: "未能办成", stopped: "已取消" };

function job(told) {
  const list = one("#jobs > ul");
  one("#jobs").hidden = false;
  let item = all("li", list).find((found) => found.dataset.id === told.id);
  if (!item) {
    item = make("li", null, { "data-id": told.id });
    list.prepend(item);
  }
  item.textContent = "";
  item.dataset.state = told.state;
  const going = told.state === "waiting" || told.state === "running";
  item.append(make("strong", told.title), ` ${STATES[told.state]} `);
  if (going) {
    if (told.step) item.append(`第 ${told.steps} 步：${told.step}…… `);
    item.append(make("button", "取消", { type: "button", "data-stop": told.id, "aria-label": `取消 ${told.title}` }));
  }
  if (told.zip) item.append(make("a", "下载结果（.zip）", { href: `/job/${told.id}/zip`, class: "button", download: "" }));
  if (told.said.length) {
    const more = make("details");
    if (told.state === "failed") {
      more.open = true;
      complain(`${told.title} 未能办成：${told.said[0]}`);
    }
    more.append(make("summary", told.said[0]), make("pre", told.said.join("\n"), { tabindex: "0" }));
    item.append(more);
  }
  const busy = all("li", list).some((found) => ["waiting", "running"].includes(found.dataset.state));
  one("#jobs").classList.toggle("going", busy);
}

// The page again, when something has changed

async function refresh() {
  let text;
  try {
    const reply = await fetch(location.pathname + location.search);
    if (!reply.ok) return;
    text = await reply.text();
  } catch (error) {
    return;
  }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const main = one("main", fresh);
  if (!main) return;
  if (fresh.body.dataset.book !== document.body.dataset.book) { // the project has another workbook now
    location.reload();
    return;
  }
  const kept = all("[data-filter]").map((input) => [input.dataset.filter, input.value]);
  const scrolled = all("#page .wrap").map((wrap) => [wrap.scrollLeft, wrap.scrollTop]);
  const position = [scrollX, scrollY];
  const typed = document.activeElement && document.activeElement.closest("main") && document.activeElement.matches("input, select");
  const focus = typed ? document.activeElement.dataset.filter : "";
  if (one("#trial")) { // what is typed there stays; only what it moves is asked for again
    tryOut();
    return;
  }
  one("#page").replaceChildren(document.adoptNode(main));
  document.body.dataset.version = fresh.body.dataset.version;
  document.title = fresh.title;
  for (const [name, value] of kept) {
    const input = one(`[data-filter="${name}"]`);
    if (input) input.value = value;
  }
  all("#page .wrap").forEach((wrap, number) => {
    if (scrolled[number]) [wrap.scrollLeft, wrap.scrollTop] = scrolled[number];
  });
  filter();
  doubt();
  scrollTo(...position);
  if (focus) one(`[data-filter="${focus}"]`).focus();
}

function seen(told) {
  const mine = told.book === document.body.dataset.book;
  const what = told.problems
    ? `有 ${told.problems} 处须先改正（${told.first}）`
    : `${told.county || "（县名未填）"}　${told.verdict}，问题 ${told.open} 处`;
  const moved = told.solved === undefined ? "" : `；与上一次相比：解决 ${told.solved} 处，新出现 ${told.fresh} 处`;
  say(`${told.time} 已看过 ${told.name}：${what}${moved}`);
  if (mine && told.version !== document.body.dataset.version) refresh();
}

let broken = false;

function listen() {
  const stream = new EventSource(`/events?since=${document.body.dataset.since}`);
  stream.addEventListener("step", (event) => {
    const told = JSON.parse(event.data);
    if (told.book === document.body.dataset.book) say(`${told.text}……`);
  });
  stream.addEventListener("seen", (event) => seen(JSON.parse(event.data)));
  stream.addEventListener("failed", (event) => complain(JSON.parse(event.data).text));
  stream.addEventListener("job", (event) => {
    const told = JSON.parse(event.data);
    job(told);
    if (told.state === "done" || told.state === "failed") {
      say(`${told.title} ${STATES[told.state]}`);
      if (["work", "checkup", "verdict"].includes(document.body.dataset.tab)) refresh();
    }
  });
  stream.addEventListener("open", () => { if (broken) complain(""); broken = false; });
  stream.addEventListener("error", () => {
    broken = true;
    complain(stream.readyState === EventSource.CLOSED ? ENDED : "与程序的连接断了，正在重连……");
  });
  addEventListener("pagehide", () => stream.close());
}

for (const before of all("#done-before > li")) {
  const { id, title, state, step, steps, zip } = before.dataset;
  job({ id, title, state, step, steps, zip: zip === "1", said: all("span", before).map((line_) => line_.textContent) });
}
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  const input = one(`[data-filter="${name}"]`);
  if (input) input.value = value;
}
filter();
beginTrial();
doubt();
listen();
