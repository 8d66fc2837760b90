"""Reading HTML from elsewhere into paragraphs, by the table of rules."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import rules
from .links import destination
from .paragraphs import LINE_BREAK, Item, ItemList, Paragraph, Run
from .rules import Kind
from .tables import Cell, Grid, Table, number_of

MAX_DEPTH = 150  # of elements within each other; deeper ones are read as text alone
MAX_OPEN_ELEMENTS = 300  # of which parsers take time that grows with the square
CELL_SEPARATOR = " | "
HIDDEN = ("script", "style", "template", "title")

NESTED_TAG = re.compile(rf"<(/?)(?:{'|'.join(sorted(rules.NESTED))})(?=[\s/>])", re.IGNORECASE)
CLASS_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASS_SELECTOR = re.compile(r"[a-z0-9]*\.([\w-]+)", re.IGNORECASE)
# What Windows puts before HTML on its clipboard.
CLIPBOARD_HEADER = re.compile(r"Version:[\d.]+\s+(?:[A-Za-z]+:[^\r\n<]*[\r\n]+)+")
SOURCE_URL = re.compile(r"^SourceURL:(https?://\S+)", re.MULTILINE)


class Look(NamedTuple):
    """What the elements around a text mean for it."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    script: str = ""
    keeps_lines: bool = False
    hidden: bool = False
    href: str = ""
    level: int = 0
    quotation: object = None
    table: object = None
    items: tuple[Item, ...] = ()
    #: The list around, between its items.
    item_list: ItemList | None = None


class ListParagraph(NamedTuple):
    """An item of a list that is written as a paragraph by itself."""

    level: int
    key: str
    number: int | None
    item: Item


class Reader:
    """Reads one document: afterwards it has ``paragraphs``, ``tables``, and what was ``left_out``."""

    def __init__(self, html: str, base_url: str, is_kept: Callable[[str], bool]) -> None:
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []
        self.left_out: Counter[Kind] = Counter()
        self._open: Paragraph | None = None
        self._list_paragraphs: list[ListParagraph] = []
        self._is_kept = is_kept
        if header := CLIPBOARD_HEADER.match(html):
            html = html[header.end() :]
            base_url = base_url or (source[1] if (source := SOURCE_URL.search(header[0])) else "")
        html = rules.INVISIBLE.sub("", html)
        if _is_nested_too_deeply(html):
            html = re.sub(r"<[^>]*>", " ", html)
        self._document = LexborHTMLParser(html)
        self._base_url = next((base.attributes["href"] or "" for base in self._document.css("base[href]")), base_url)
        self._rules = {
            node.mem_id: rule for rule in reversed(rules.LEFT_OUT) for node in self._document.css(rule.selector)
        }
        self._headings = {
            node.mem_id: level for _source, selector, level in rules.HEADINGS for node in self._document.css(selector)
        }
        self._emoji = {node.mem_id for node in self._document.css(rules.EMOJI)}
        if self._document.root:
            self._visit_children(self._document.root, Look(), 0)
        self._close()

    # Elements ---------------------------------------------------------------------------------------------------------

    def _visit_children(self, node: LexborNode, look: Look, depth: int) -> None:
        child = node.first_child
        while child is not None:
            self._visit(child, look, depth)
            child = child.next

    def _visit(self, node: LexborNode, look: Look, depth: int) -> None:
        if node.tag == "-text":
            self._add_text(node.text_content or "", look)
            return
        if not node.tag or node.tag[0] in "-!":
            return
        if depth > MAX_DEPTH:
            self._flatten(node, look)
            return
        if node.mem_id in self._emoji:
            self._add_text(node.attributes.get("alt") or "", look)
            return
        if rule := self._rules.get(node.mem_id):
            self._leave_out(node, rule.kind)
            return
        look = self._looked(node, look)
        if look.hidden or self._is_footnote_mark(node, look):
            pass
        elif node.tag == "br":
            self._add(Run(LINE_BREAK), look)
        elif node.tag in rules.BLOCKS:
            self._close()
            self._visit_block(node, look, depth + 1)
            self._close()
        else:
            self._visit_children(node, look, depth + 1)

    def _visit_block(self, node: LexborNode, look: Look, depth: int) -> None:
        match node.tag:
            case "ul" | "ol" | "menu" | "dir":
                parent = look.item_list and look.item_list.last_item  # Google Docs: a list straight within a list
                items = (*look.items, parent) if parent else look.items
                item_list = ItemList(node.tag == "ol", number_of(node, "start") or 1)
                self._visit_children(node, look._replace(items=items, item_list=item_list), depth)
            case "li":
                items = self._word_online_items(node, look)
                if not items:
                    item_list = look.item_list or ItemList(is_numbered=False)
                    item_list.last_item = Item(item_list)
                    items = (*look.items, item_list.last_item)
                self._visit_children(node, look._replace(items=items, item_list=None), depth)
            case "blockquote":
                quotation = look.quotation or (None if look.items else object())
                self._visit_children(node, look._replace(quotation=quotation), depth)
            case "table" if rows := self._table_rows(node):
                self._read_table(node, rows, look, depth)
            case _:
                if level := self._heading_level(node):
                    look = look._replace(level=level)
                elif not look.items and (word_list := rules.WORD_LIST.search(_style(node))):
                    look = look._replace(items=self._word_items(node, word_list))
                self._visit_children(node, look, depth)

    def _flatten(self, node: LexborNode, look: Look) -> None:
        """Read the words of elements that lie too deep."""
        for inner in node.traverse(include_text=True):
            if inner.tag == "-text" and inner.parent and inner.parent.tag not in HIDDEN:
                self._add_text(inner.text_content or "", look)
                self._add(Run(" "), look)

    def _leave_out(self, node: LexborNode, kind: Kind | None) -> None:
        if kind and (kind in (Kind.PICTURE, Kind.MEDIA) or node.text().strip()):
            self.left_out[kind] += 1

    def _looked(self, node: LexborNode, look: Look) -> Look:
        """Return ``look`` within ``node``, as element, class and style say, in that order."""
        effects = rules.ELEMENTS.get(node.tag or "", {}) | _look(self._style_of_classes(node)) | _look(_style(node))
        changed = look._replace(**effects)
        if changed.struck and not look.struck and node.text().strip():
            self.left_out[Kind.STRIKETHROUGH] += 1
        if node.tag == "a" and "href" in node.attributes:
            href = (node.attributes["href"] or "").strip()
            url = destination(href, self._base_url, self._is_kept) if href.strip("#") else None
            if url is None and href.strip("#") and node.text().strip() and not self._footnote_mark(node):
                self.left_out[Kind.LINK] += 1
            changed = changed._replace(href=url or "")
        return changed

    @cached_property
    def _class_styles(self) -> dict[str, str]:
        styles: dict[str, str] = {}
        for sheet in self._document.css("style"):
            for selectors, declarations in CLASS_RULE.findall((sheet.text() or "").replace("<!--", "")):
                for selector in selectors.split(","):
                    if match := CLASS_SELECTOR.fullmatch(selector.strip()):
                        styles[match[1]] = f"{styles.get(match[1], '')};{declarations}"
        return styles

    def _style_of_classes(self, node: LexborNode) -> str:
        names = (node.attributes.get("class") or "").split() if self._class_styles else []
        return ";".join(filter(None, map(self._class_styles.get, names)))

    def _heading_level(self, node: LexborNode) -> int:
        if node.mem_id in self._headings:
            return self._headings[node.mem_id] or number_of(node, "aria-level") or 0
        return int(node.tag[1]) if node.tag in ("h1", "h2", "h3", "h4", "h5", "h6") else 0

    # Footnotes --------------------------------------------------------------------------------------------------------

    @cached_property
    def _anchors(self) -> set[str | None]:
        nodes = self._document.css("[id], [name]")
        return {node.attributes.get(name) for node in nodes for name in ("id", "name")}

    def _footnote_mark(self, node: LexborNode) -> str | None:
        """Return the mark if ``node`` is a link to a footnote or back, else None."""
        target = (node.attributes.get("href") or "").strip()
        is_local = target.startswith("#") or re.match(r"(file|about|[^:]*$)", target.partition("#")[0])
        mark = node.text().strip()
        return mark if "#" in target[:-1] and is_local and rules.FOOTNOTE_MARK.fullmatch(mark) else None

    def _is_footnote_mark(self, node: LexborNode, look: Look) -> bool:
        """Tell whether ``node`` is a mark; if its note came along, it stays, and else it is left out."""
        if node.tag != "a" or not (mark := self._footnote_mark(node)):
            return False
        if (node.attributes["href"] or "").partition("#")[2] in self._anchors:
            self._add(Run(f"[{mark.strip('[]')}]"), look)
        else:
            self.left_out[Kind.FOOTNOTE_MARK] += 1
        return True

    # Lists of paragraphs ----------------------------------------------------------------------------------------------

    def _word_items(self, node: LexborNode, match: re.Match[str]) -> tuple[Item, ...]:
        """Return the items in which a paragraph of Word's stands; ``match`` names its list and level."""
        marks = [inner for inner in node.css("[style]") if rules.WORD_MARK.search(_style(inner))]
        self._rules |= {mark.mem_id: rules.Rule("Word", "") for mark in marks}
        number = rules.NUMBERED_ITEM.fullmatch(marks[0].text().strip(" \xa0\t\r\n") if marks else "")
        return self._items(int(match[2]), match[1], bool(number), int(number[1]) if number and number[1] else None)

    def _word_online_items(self, node: LexborNode, look: Look) -> tuple[Item, ...]:
        """Return the items in which an item of Word online's stands: it gives each a list of its own."""
        if not (key := node.attributes.get("data-listid")) or not look.item_list:
            return ()
        level, number = number_of(node, "data-aria-level") or 1, number_of(node, "data-aria-posinset")
        return self._items(level, key, look.item_list.is_numbered, number)

    def _items(self, level: int, key: str, is_numbered: bool, number: int | None) -> tuple[Item, ...]:
        """Return the items around a list paragraph, the innermost last: it goes on in the list before it, if it can."""
        known = self._list_paragraphs
        last = self.paragraphs[-1].items[-1:] if self.paragraphs else ()
        if not known or last != (known[-1].item,):
            known.clear()  # other words stand between
        while known and known[-1].level > level:
            known.pop()
        former = known.pop() if known and known[-1].level == level else None
        key = f"{key} {is_numbered}"
        if former and former.key == key and (not former.number or not number or number > former.number):
            item = Item(former.item.list)
        else:
            item = Item(ItemList(is_numbered, (is_numbered and number) or 1))
        known.append(ListParagraph(level, key, number, item))
        return tuple(one.item for one in known)

    # Tables -----------------------------------------------------------------------------------------------------------

    def _table_rows(self, node: LexborNode) -> list[list[LexborNode]]:
        """Return the rows of a table of data, each a list of cells; none if the table only places what is in it."""
        if node.attributes.get("role") in ("presentation", "none"):
            return []
        if node.css_first("td table, th table, td ul, td ol, td h1, td h2, td h3, td blockquote"):
            return []
        rows = [
            [cell for cell in row.iter() if cell.tag in ("td", "th")]
            for row in node.css("tr")
            if "hidden" not in _look(_style(row))
        ]
        return rows if any(len(row) > 1 for row in rows) else []

    def _read_table(self, node: LexborNode, rows: list[list[LexborNode]], look: Look, depth: int) -> None:
        """Read a table as paragraphs, one for each row, and as a Table if it has several."""
        table = object() if len(rows) > 1 else None
        look = look._replace(table=table)
        titles = [title for caption in node.css("caption") for title in self._captured(caption, look, depth)]
        self.paragraphs += titles
        grid = Grid()
        for row in rows:
            cells = grid.add_row([(cell, self._read_cell(cell, look, depth)) for cell in row])
            if any(cell.text.strip() for cell in cells):
                runs = [run for cell in cells for run in (Run(CELL_SEPARATOR), *cell.runs)][1:]
                self.paragraphs += Paragraph(0, look.items, look.quotation, table, runs).tidied()
        if table:
            self.tables.append(grid.as_table(" ".join(title.text for title in titles)))

    def _read_cell(self, node: LexborNode, look: Look, depth: int) -> Cell:
        look = self._looked(node, look)
        if look.hidden:
            return Cell([], is_header=False)
        runs: list[Run] = []
        paragraphs = self._captured(node, look, depth)
        for paragraph in paragraphs:
            runs += [Run(" "), *(run._replace(text=run.text.replace(LINE_BREAK, " ")) for run in paragraph.runs)]
        is_bold = bool(paragraphs) and all(paragraph.is_bold() for paragraph in paragraphs)
        return Cell(runs[1:], node.tag == "th" or is_bold)

    def _captured(self, node: LexborNode, look: Look, depth: int) -> list[Paragraph]:
        """Return the paragraphs within ``node`` without adding them to the others."""
        others, self.paragraphs = self.paragraphs, []
        self._visit_children(node, look, depth + 1)
        self._close()
        found, self.paragraphs = self.paragraphs, others
        return found

    # Text -------------------------------------------------------------------------------------------------------------

    def _add_text(self, text: str, look: Look) -> None:
        text = rules.INVISIBLE.sub("", text)
        if look.script and rules.SCRIPT_TEXT.fullmatch(text):
            text = text.translate(rules.SCRIPTS[look.script])
        lines = re.split(r"\r\n?|\n", text) if look.keeps_lines else [text]
        for number, line in enumerate(lines):
            if number:
                self._add(Run(LINE_BREAK), look)
            # Browsers and Word write two spaces as one that breaks and one that does not.
            if words := re.sub(r"[ \xa0]{2,}", " ", re.sub(r"[ \t\r\n\f]+", " ", line)):
                self._add(Run(words, look.bold, look.italic, look.href), look)

    def _add(self, run: Run, look: Look) -> None:
        if not self._open:
            self._open = Paragraph(look.level, look.items, look.quotation, look.table)
        self._open.runs.append(run)

    def _close(self) -> None:
        if self._open:
            self.paragraphs += self._open.tidied()
            self._open = None


def _is_nested_too_deeply(html: str) -> bool:
    depth = 0
    for tag in NESTED_TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_OPEN_ELEMENTS:
            return True
    return False


def _style(node: LexborNode) -> str:
    return node.attributes.get("style") or ""


@lru_cache(maxsize=1000)
def _look(css: str) -> dict[str, Any]:
    """Return what a style means, by the table."""
    pairs = (declaration.partition(":") for declaration in css.lower().split(";"))
    values = {name.strip(): value.replace("!important", "").strip() for name, _colon, value in pairs}
    effects: dict[str, Any] = {}
    for style in rules.STYLES if css else []:
        if re.fullmatch(style.value, values.get(style.property, ""), re.DOTALL):
            effects |= style.effect
    return effects
