"""Plain text as HTML: empty lines part paragraphs, and habits of people who type mark headings, lists and links."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from django.utils.html import escape

# A line at least so long was broken by a program, and goes on in the next one.
MIN_WRAPPED_LINE = 55
MAX_WRAPPED_LINE = 100
OPENS = re.compile(r"[–—―]\s|-\s")
MARKS = "“„«\"‘'"
CLOSING_MARKS = "”“»\"’'"
HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
UNDERLINE = re.compile(r"(=|-){3,}$")
ITEM = re.compile(r"(?:[-*•·‣▪]|(\d{1,3})[.)])\s+(.+)")
LINK = re.compile(
    r"\[([^\[\]]{1,300})\]\((https?://[^\s()]{1,1000})\)|(https?://[^\s<>\"]{1,1000}[^\s<>\".,;:!?)\]])|(?<![\w@.])(www\.[^\s<>\"]{1,500}[^\s<>\".,;:!?)\]])"
)
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1|(?<![\w*])\*(?=[^\s*])([^*\n]{1,300}?)(?<=\S)\*(?![\w*])")


def as_html(text: str) -> str:
    """Return plain text as HTML, paragraph by paragraph."""
    lines = [line.rstrip() for line in re.split(r"\r\n?|\n|\v|\f|\x85|\u2028|\u2029", text)]
    blocks = [list(block) for is_empty, block in groupby(lines, key=lambda line: not line.strip()) if not is_empty]
    if len(blocks) == 1 or _is_line_by_line(lines, blocks):
        blocks = [[line] for block in blocks for line in block]
    return "\n".join(
        _block(block, blocks[index + 1] if index + 1 < len(blocks) else []) for index, block in enumerate(blocks)
    )


def _is_line_by_line(lines: Sequence[str], blocks: Sequence[list[str]]) -> bool:
    """Tell whether each line is a paragraph, as word processors save text."""
    long = sum(len(line) > 200 for line in lines)
    return long > len(blocks) / 2 and any(len(block) > 1 for block in blocks)


def _block(lines: list[str], following: list[str]) -> str:
    if len(lines) == 2 and UNDERLINE.fullmatch(lines[1].strip()):
        name = "h1" if lines[1].strip().startswith("=") else "h2"
        return f"<{name}>{_inline(lines[0])}</{name}>"
    if heading := HEADING.fullmatch(lines[0].strip()):
        level = len(heading[1])
        rest = _block(lines[1:], following) if lines[1:] else ""
        return f"<h{level}>{_inline(heading[2])}</h{level}>{rest}"
    if all(line.lstrip().startswith(">") for line in lines):
        inner = as_html("\n".join(re.sub(r"^\s*>\s?", "", line) for line in lines))
        return f"<blockquote>{inner}</blockquote>"
    if len(lines) > 1 and all(line.count("|") >= 1 or line.count("\t") >= 1 for line in lines):
        return _table(lines)
    if ITEM.fullmatch(lines[0].strip()):
        return "".join(_list(lines))
    return "".join(_paragraphs(lines))


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines as one paragraph, and a list that begins in them."""
    start = next((index for index, line in enumerate(lines) if index and ITEM.fullmatch(line.strip())), len(lines))
    words = lines[:start]
    html = _inline(words[0].strip())
    for line, following in pairwise(words):
        html += (" " if _goes_on(line, following, words) else "<br>") + _inline(following.strip())
    yield f"<p>{html}</p>"
    if start < len(lines):
        yield from _list(lines[start:])


def _goes_on(line: str, following: str, block: Sequence[str]) -> bool:
    """Tell whether a line was broken by a program, so that the ``following`` one goes on."""
    if len(line) < MIN_WRAPPED_LINE or OPENS.match(following.strip()) or max(map(len, block)) > MAX_WRAPPED_LINE:
        return False
    if _is_signature(line, following, block):
        return False
    return len(block) > 2 or following.strip()[:1] not in MARKS


def _is_signature(line: str, following: str, block: Sequence[str]) -> bool:
    """Tell whether the last line of a quotation has only who said it: "Ana Berg, Mayor of Turku"."""
    is_quotation = block[0].lstrip()[:1] in MARKS and line.rstrip()[-1:] in CLOSING_MARKS
    name = following.strip()
    return is_quotation and following is block[-1] and name[:1].isupper() and name[-1] not in ".!?:"


def _list(lines: Sequence[str]) -> Iterator[str]:
    items: list[str] = []
    is_numbered = False
    for line in lines:
        if item := ITEM.fullmatch(line.strip()):
            is_numbered = is_numbered or bool(item[1])
            items.append(item[2])
        else:
            items[-1] += " " + line.strip()
    name = "ol" if is_numbered else "ul"
    yield f"<{name}>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + f"</{name}>"


def _table(lines: Sequence[str]) -> str:
    separator = "\t" if all("\t" in line for line in lines) else "|"
    rows = [line.strip().strip("|").split(separator) for line in lines]
    rows = [row for row in rows if not all(re.fullmatch(r"\s*:?-{2,}:?\s*", cell) for cell in row)]
    cells = "".join("<tr>" + "".join(f"<td>{_inline(cell.strip())}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{cells}</table>"


def _inline(text: str) -> str:
    """Return a line with its links and emphases as HTML."""
    html, position = "", 0
    for link in LINK.finditer(text):
        html += _emphasised(text[position : link.start()])
        url = link[2] or link[3] or f"https://{link[4]}"
        html += f'<a href="{escape(url)}">{escape(link[1] or link[0])}</a>'
        position = link.end()
    return html + _emphasised(text[position:])


def _emphasised(text: str) -> str:
    return EMPHASIS.sub(
        lambda match: f"<strong>{match[2]}</strong>" if match[2] else f"<em>{match[3]}</em>", escape(text)
    )
