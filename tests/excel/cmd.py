"""What cmd.exe makes of a command line.

First %NAME% is replaced everywhere, within quotes too (CMDCMDLINE is the whole line); then & | outside
of quotes separate commands. Quotes toggle: a backslash protects none of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def commands(line: str, variables: Mapping[str, str]) -> list[str]:
    """The commands that `cmd.exe /C …` (or /K) runs, as they are after replacing."""
    known = {name.upper(): value for name, value in variables.items()} | {"CMDCMDLINE": line}
    text = re.split(r" /[CK] ", line, maxsplit=1)[1].strip()
    if text.startswith('""'):  # quotes around the whole
        text = text[1 : text.rindex('"')]
    text = re.sub("%([^%]+)%", lambda found: known.get(found[1].upper(), found[0]), text)
    found, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character in "&|\n" and not quoted:
            found.append("")
        else:
            found[-1] += character
    return [one.strip() for one in found if one.strip()]
