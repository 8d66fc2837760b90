"""Reading pages as a browser does."""

import html5lib


def parse(response):
    """Return the page's root element."""
    return html5lib.parse(response.content, namespaceHTMLElements=False)


def text_of(element):
    """Return the words in ``element``, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def links_in(element):
    """Return the addresses and words of the links in ``element``."""
    return {link.get("href"): text_of(link) for link in element.iter("a")}
