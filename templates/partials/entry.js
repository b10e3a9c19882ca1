"use strict";
(function () {
  const form = document.querySelector("form");
  const questions = [...form.querySelectorAll("fieldset")];
  const said = document.querySelector("output");
  const rows = [];
  let saved = 0;

  function radios(question) {
    return [...question.querySelectorAll("input")];
  }

  function tell(text) {
    said.textContent = "已录入 " + rows.length + " 份，其中 " + saved + " 份已导出。" + text;
  }

  function start() {
    form.reset();
    radios(questions[0])[0].focus();
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    const row = questions.map(function (question) {
      const chosen = radios(question).find((radio) => radio.checked);
      return chosen ? chosen.value : "";
    });
    if (row.every((cell) => cell === "")) {
      tell("这一份是空白，没有录入。");
      return;
    }
    rows.push(row);
    start();
    tell("");
  });

  form.addEventListener("keydown", function (event) {
    const number = Number(event.key);
    const place = questions.findIndex((question) => question.contains(document.activeElement));
    if (place < 0 || !(number >= 1)) {
      return;
    }
    const radio = radios(questions[place])[number - 1];
    if (!radio) {
      return;
    }
    event.preventDefault();
    radio.checked = true;
    const next = questions[place + 1];
    (next ? radios(next)[0] : form.querySelector("button")).focus();
  });

  document.querySelector("#undo").addEventListener("click", function () {
    if (rows.length > saved) {
      rows.pop();
      tell("上一份已删去。");
    } else {
      tell("没有可删的答卷。");
    }
    start();
  });

  document.querySelector("#export").addEventListener("click", function () {
    if (!rows.length) {
      tell("还没有录入答卷。");
      return;
    }
    const head = questions.map((question) => question.dataset.text);
    const quoted = (cell) => '"' + cell.replaceAll('"', '""') + '"';
    const lines = [head, ...rows].map((row) => row.map(quoted).join(","));
    const file = new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = form.dataset.title + "-" + rows.length + "份.csv";
    link.click();
    URL.revokeObjectURL(link.href);
    saved = rows.length;
    tell("文件在浏览器的下载文件夹里，请用 qbe-xl survey import 导入。");
  });

  window.addEventListener("beforeunload", function (event) {
    if (rows.length > saved) {
      event.preventDefault();
    }
  });

  start();
  tell("");
})();
