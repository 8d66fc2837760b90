"""References to articles and quotes, for people and for the programs in which they collect what they cite.

The formats have few rules and no library that is kept up, so they are written here:

- BibTeX: Oren Patashnik, "BibTeXing" (1988), section 3, https://ctan.org/pkg/bibtex. Braces are counted even behind
  a backslash, so that one in a text has to be named by a command. ``url`` is of biblatex, older styles ignore it.
- RIS: "RIS Format Specifications" of Research Information Systems (2011),
  https://en.wikipedia.org/wiki/RIS_(file_format): each line has a tag, two blanks, a hyphen, a blank.
- CSL-JSON: https://github.com/citation-style-language/schema, ``csl-data.json`` of version 1.0.2.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from civitas_cms.delivery.typography import quoted
from civitas_cms.publishing.plain_text import clean_line

from .models import Article, Quote

#: Characters that TeX takes for commands, or shows as others in its oldest encoding of fonts.
TEX_COMMANDS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
    }
    | {character: f"\\{character}" for character in "#$%&_"}
)
BIBTEX_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True)
class Author:
    """Who has written or said something: a person, or with no ``given`` name perhaps an organisation."""

    family: str
    given: str = ""

    @property
    def sorted_name(self) -> str:
        """The name as lists of references have it: "Kovač, Ana"."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True)
class Citation:
    """What a reference says. ``key`` names it among others of the site; ``note`` tells where something was said.

    ``day`` is the day of publication in the site's time zone, ``url`` the address in full.
    """

    key: str
    authors: Sequence[Author]
    title: str
    site: str
    day: date
    url: str
    note: str = ""


def cite_article(article: Article, site: str, url: str) -> Citation:
    """Return the reference to an article; its authors have been fetched."""
    authors = [_person(author) for author in article.public_authors]
    if article.author_organisation:
        authors.append(Author(article.author_organisation.name))
    return Citation(article.slug, authors, article.title, site, _day_of(article), url)


def cite_quote(quote: Quote, site: str, url: str) -> Citation:
    """Return the reference to a quote: to who said it, in the article that reports it. Needs ``with_source()``."""
    note = _("Quoted in “%(article)s”") % {"article": quote.parent.title}
    if session := quote.public_session:
        said = {"session": session.title, "conference": session.conference.title, "note": note}
        note = _("Said at “%(session)s”, %(conference)s. %(note)s") % said
    words = quoted(clean_line(quote.words))
    authors = [_person(quote.public_speaker)] if quote.public_speaker else []
    return Citation(f"quote-{quote.pk}", authors, words, site, _day_of(quote.parent), url, note)


def _person(speaker):
    return Author(speaker.family_name, speaker.given_name)


def _day_of(article):
    """Return the day of its publication; today for a draft that is looked at."""
    return localdate(article.publish_at) if article.publish_at else localdate()


def bibtex(citation: Citation) -> str:
    """Return the reference as an entry for BibTeX and biblatex, in UTF-8."""
    fields = {
        "author": " and ".join(_bibtex_name(author) for author in citation.authors),
        "title": f"{{{_tex(citation.title)}}}",  # a second pair of braces keeps capitals as they are
        "howpublished": _tex(citation.site),
        "year": str(citation.day.year),
        "note": _tex(citation.note),
        "url": citation.url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    lines.append(f"  month = {BIBTEX_MONTHS[citation.day.month - 1]},")
    return "\n".join([f"@misc{{{citation.key},", *lines, "}", ""])


def _bibtex_name(author):
    """Return the name so that neither a comma nor an "and" in it divides it."""
    family = f"{{{_tex(author.family)}}}"
    return f"{family}, {{{_tex(author.given)}}}" if author.given else family


def _tex(text):
    return clean_line(text).translate(TEX_COMMANDS)


def ris(citation: Citation) -> str:
    """Return the reference as RIS, in UTF-8. ``ELEC`` is the type of what is on the web."""
    fields = [
        ("TY", "ELEC"),
        *(("AU", author.sorted_name) for author in citation.authors),
        ("TI", citation.title),
        ("T2", citation.site),
        ("PY", str(citation.day.year)),
        ("DA", citation.day.strftime("%Y/%m/%d")),
        ("N1", citation.note),
        ("UR", citation.url),
        ("ID", citation.key),
    ]
    lines = [f"{tag}  - {clean_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(citation: Citation) -> str:
    """Return the reference as a list of one item in CSL-JSON."""
    authors = [
        {"family": author.family, "given": author.given} if author.given else {"literal": author.family}
        for author in citation.authors
    ]
    item = {
        "id": citation.key,
        "type": "webpage",
        "author": authors,
        "title": citation.title,
        "container-title": citation.site,
        "issued": {"date-parts": [[citation.day.year, citation.day.month, citation.day.day]]},
        "URL": citation.url,
        "note": citation.note,
        "language": get_language(),
    }
    present = {name: value for name, value in item.items() if value}
    return json.dumps([present], ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class CitationFormat:
    """A format in which references are offered as files."""

    name: str
    extension: str
    content_type: str
    write: Callable[[Citation], str]


FORMATS = (
    CitationFormat("BibTeX", "bib", "application/x-bibtex", bibtex),
    CitationFormat("RIS", "ris", "application/x-research-info-systems", ris),
    CitationFormat("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json),
)
