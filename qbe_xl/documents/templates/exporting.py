"""Give out the templates, with a list of the names that each may use."""

from __future__ import annotations

from pathlib import Path

from qbe_xl.documents.compiling import outlines, preset, word
from qbe_xl.documents.templates import names
from qbe_xl.files.writing import demand_free, write_all
from qbe_xl.sheets.templating import template_folder

LIST_NAME = "可用名称.txt"
STYLES = "版式预设"

_ABOUT = """\
各模板可用的名称。在 Word 模板里写 {{ doc.county }} 就会换成县名；
名称后有 [] 的是一列，用 {%p for row in 名称 %} … {%p endfor %} 逐个取出，表格里用 {%tr for … %}。
改好后运行：qbe-xl templates check 文件夹，再用 qbe-xl documents … --templates 文件夹。
只留下改过的模板即可，没有的用程序自带的。
"""


def export(folder: Path, *, style: Path | None = None, force: bool = False) -> dict[str, Path]:
    """Write the Word and web templates into a folder; return where each went.

    style: a preset in whose looks the Word templates come. Raises InputError for one that cannot
    be used, OutputError where a file is already there, unless `force`.
    """
    own = template_folder()
    dressed = preset.load(style) if style else None
    files: dict[str, bytes] = {}
    for name in names.known():
        files[f"{name}.docx"] = (
            word.document(outlines()[name], dressed)
            if dressed
            else (own / f"{name}.docx").read_bytes()
        )
        files[f"{name}.html"] = (own / f"{name}.html").read_bytes()
    for path in sorted((own / preset.FOLDER).iterdir()):
        files[f"{STYLES}/{path.name}"] = path.read_bytes()
    files[LIST_NAME] = _listed().encode("utf-8-sig")
    demand_free(folder, files, force=force)
    return write_all(folder, files)


def _listed() -> str:
    parts = [_ABOUT]
    for name, shape in names.known().items():
        parts.append(f"【{name}】\n" + "\n".join(names.listed(shape)))
    return "\n".join(parts).replace("\n", "\r\n") + "\r\n"
