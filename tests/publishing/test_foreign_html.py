"""What comes from other programs becomes a text of ours, whatever they put around it."""

import re
import unicodedata

from django.test import SimpleTestCase
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.models import RichText
from civitas_cms.publishing.foreign_html import Kind, normalise
from civitas_cms.publishing.rich_text import plain_text
from events.models import Organisation

GOOGLE_DOCS = """
<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-5f2e">
<h1 dir="ltr" style="line-height:1.38;"><span style="font-size:20pt;font-weight:400;white-space:pre-wrap;">Trams</span></h1>
<p dir="ltr"><span style="font-weight:400;font-style:normal;vertical-align:baseline;white-space:pre-wrap;">Plain </span>
<span style="font-weight:700;font-style:normal;white-space:pre-wrap;">strong</span><span style="font-weight:400;"> and </span>
<span style="font-weight:400;font-style:italic;">slanted</span><span style="font-weight:400;"> CO</span>
<span style="font-weight:400;vertical-align:sub;font-size:0.6em;">2</span></p><br />
<ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1">
<p dir="ltr" role="presentation"><span style="font-weight:400;">One</span></p></li>
<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>One and a half</span></p></li></ul>
<li dir="ltr" aria-level="1"><p role="presentation"><span>Two</span></p></li></ul>
<p dir="ltr"><a href="https://www.google.com/url?q=https://example.org/a%3Fb%3D1%26utm_source%3Dx&amp;sa=D&amp;usg=AOv" style="text-decoration:none;">
<span style="color:#1155cc;font-weight:400;text-decoration:underline;">A link</span></a></p></b>
<br class="Apple-interchange-newline">
"""  # noqa: E501 - as the program writes it
WORD = """
<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->
<style><!-- @list l0:level1 {mso-level-number-format:bullet;} p.MsoTitle, li.MsoTitle {font-size:28.0pt;}
span.Strong1 {mso-style-name:Strong; font-weight:bold;} --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoTitle>The report<o:p></o:p></p>
<h1><a name="_Toc1">Findings</a></h1><h5>Details</h5>
<p class=MsoNormal><span class=Strong1>Trams</span> run<span style='mso-bookmark:x'> every
ten minutes</span><a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span
class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]>[1]<![endif]></span></span></a>.<span
style='mso-spacerun:yes'>&nbsp; </span>Next.<o:p>&nbsp;</o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>Kept <span class=msoIns><ins cite="mailto:A" datetime="2026-01-01">added </ins></span><span
class=msoDel><del cite="mailto:A" datetime="2026-01-01">removed </del></span>words<span
class=MsoCommentReference><span style='font-size:8.0pt'><a class=msocomanchor id="_anchor_1"
href="#_msocom_1" name="_msoanchor_1">[A1]</a></span></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:
Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>First<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span><![endif]>Deeper</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Second</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>3.<span>&nbsp;&nbsp; </span></span><![endif]>Third</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>4.<span>&nbsp;&nbsp; </span></span><![endif]>Fourth</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo3'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>First again</p>
<!--[if gte vml 1]><v:shape id="Picture_1"></v:shape><![endif]--><![if !vml]><img width=200 height=100 src="file:///C:/x.png"><![endif]>
<div style='mso-element:footnote-list'><hr align=left size=1 width="33%"><div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span
class=MsoFootnoteReference>[1]</span></a> See the timetable.</p></div></div>
<div style='mso-element:comment-list'><div style='mso-element:comment'>Is this so?</div></div>
<!--EndFragment--></body></html>
"""  # noqa: E501 - as the program writes it
WORD_ONLINE = """
<div class="OutlineElement Ltr"><p class="Paragraph" role="heading" aria-level="1"><span data-contrast="auto" class="TextRun">
<span class="NormalTextRun">Findings</span></span><span class="EOP" data-ccp-props="{}">&nbsp;</span></p></div>
<div class="ListContainerWrapper"><ul class="BulletListStyle1" role="list"><li data-leveltext="" data-font="Symbol"
data-listid="2" data-aria-posinset="1" data-aria-level="1" role="listitem"><p class="Paragraph"><span style="font-weight:bold"
class="TextRun">One</span><span class="EOP">&nbsp;</span></p></li></ul></div>
<div class="ListContainerWrapper"><ul class="BulletListStyle2" role="list"><li data-listid="2" data-aria-posinset="1"
data-aria-level="2"><p class="Paragraph">Deeper</p></li></ul></div>
<div class="ListContainerWrapper"><ul class="BulletListStyle1" role="list"><li data-listid="2" data-aria-posinset="2"
data-aria-level="1"><p class="Paragraph">Two</p></li></ul></div>
"""  # noqa: E501 - as the program writes it
LIBREOFFICE = """
<!DOCTYPE html><html><head><meta name="generator" content="LibreOffice 7.6"/><style type="text/css">
p { line-height: 115%; background: transparent } a.sdfootnoteanc { font-size: 57% }</style></head><body lang="en-GB">
<p style="line-height: 100%"><font color="#000000"><font face="Liberation Serif, serif"><font size="3"><b>Strong</b> and
<i>slanted</i></font></font></font><a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p>
<ul><li><p>One</p><ul><li><p>Deeper</p></li></ul></li></ul>
</body></html>
"""  # noqa: E501 - as the program writes it
OUTLOOK = """
<div class="elementToProof" style="font-family: Calibri; font-size: 12pt;">Dear all,</div>
<div class="elementToProof"><br></div>
<div class="elementToProof">the <a href="https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fcall%3Fid%3D7&amp;data=05%7C02&amp;sdata=x&amp;reserved=0"
 data-auth="Verified">call</a> is open.<o:p></o:p></div>
<table role="presentation"><tr><td>Left</td><td>Right</td></tr></table><img width="1" height="1" src="https://track.example/x.gif">
"""
APPLE = """
<html><head><meta name="Generator" content="Cocoa HTML Writer"><style type="text/css">
p.p1 {margin: 0.0px; font: 12.0px Helvetica} span.s1 {font: bold 12.0px Helvetica} li.li1 {margin: 0.0px}</style></head><body>
<p class="p1">Trams are<span class="Apple-converted-space">&nbsp; </span><span class="s1">quick</span> and <i>quiet</i>.</p>
<p class="p2"><br></p><ul class="ul1"><li class="li1">One</li><li class="li1">Two</li></ul></body></html>
"""  # noqa: E501 - as the program writes it
WEB_PAGE = """
<base href="https://example.org/news/"><article><h2>Trams</h2><p>Read <a href="more">more</a> or <a href="/about?fbclid=1">about us</a>,
<a href="javascript:void(0)">share</a>.<br><br>Second.<br>Line.</p><blockquote><p>Words</p></blockquote>
<figure><img src="a.jpg" alt="A tram"><figcaption>A tram in Ghent</figcaption></figure><p>Stra&shy;ßen&#8203;bahn</p>
<p style="display:none">hidden</p><script>alert(1)</script><iframe src="https://video.example/"></iframe></article>
"""  # noqa: E501 - as the program writes it
SHEET = """
<google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #cccccc;}--></style>
<table xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" dir="ltr" border="1"><colgroup><col width="100"/></colgroup><tbody>
<tr style="height:21px;"><td style="font-weight:bold;">City</td><td style="font-weight:bold;">Trams</td></tr>
<tr><td>Ghent</td><td>4</td></tr><tr><td rowspan="2">Brno</td><td>11</td></tr><tr><td>12</td></tr></tbody></table>
"""  # noqa: E501 - as the program writes it
EXCEL = """
<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--.xl65 {mso-style-parent:style0; font-weight:700;}
td {padding-top:1px; font-weight:400;}--></style></head><body><table border=0><!--StartFragment--><col width=64>
<tr height=20><td class=xl65>City</td><td>2024</td></tr><tr><td class=xl65>Ghent</td><td align=right>4</td></tr>
<tr style='display:none'><td>Secret</td><td>0</td></tr><!--EndFragment--></table></body></html>
"""  # noqa: E501 - as the program writes it
#: What each program's HTML becomes: with headings and quotations, and what is left out.
PROGRAMS = {
    "Google Docs": (
        GOOGLE_DOCS,
        "<h2>Trams</h2><p>Plain <strong>strong</strong> and <em>slanted</em> CO ₂</p>"
        "<ul><li><p>One</p><ul><li><p>One and a half</p></li></ul></li><li><p>Two</p></li></ul>"
        '<p><a href="https://example.org/a?b=1">A link</a></p>',
        {},
    ),
    "Word": (
        WORD,
        "<h2>The report</h2><h2>Findings</h2><h4>Details</h4>"
        "<p><strong>Trams</strong> run every ten minutes[1]. Next.</p><p>Kept added words</p>"
        "<ul><li><p>First</p><ul><li><p>Deeper</p></li></ul></li><li><p>Second</p></li></ul>"
        '<ol start="3"><li><p>Third</p></li><li><p>Fourth</p></li></ol><ol><li><p>First again</p></li></ol>'
        "<p>[1] See the timetable.</p>",
        {Kind.DELETION: 1, Kind.COMMENT: 1, Kind.PICTURE: 1},
    ),
    "Word online": (
        WORD_ONLINE,
        "<h2>Findings</h2>"
        "<ul><li><p><strong>One</strong></p><ul><li><p>Deeper</p></li></ul></li><li><p>Two</p></li></ul>",
        {},
    ),
    "LibreOffice": (
        LIBREOFFICE,
        "<p><strong>Strong</strong> and <em>slanted</em></p>"
        "<ul><li><p>One</p><ul><li><p>Deeper</p></li></ul></li></ul>",
        {Kind.FOOTNOTE_MARK: 1},
    ),
    "Outlook": (
        OUTLOOK,
        '<p>Dear all,</p><p>the <a href="https://example.org/call?id=7">call</a> is open.</p><p>Left</p><p>Right</p>',
        {},
    ),
    "Pages and Notes": (
        APPLE,
        "<p>Trams are <strong>quick</strong> and <em>quiet</em>.</p><ul><li><p>One</p></li><li><p>Two</p></li></ul>",
        {},
    ),
    "a web page": (
        WEB_PAGE,
        '<h2>Trams</h2><p>Read <a href="https://example.org/news/more">more</a> or '
        '<a href="https://example.org/about">about us</a>, share.</p><p>Second.<br>Line.</p>'
        "<blockquote><p>Words</p></blockquote><p>A tram in Ghent</p><p>Straßenbahn</p>",
        {Kind.LINK: 1, Kind.PICTURE: 1, Kind.MEDIA: 1},
    ),
    "Google Sheets": (
        SHEET,
        "<p><strong>City</strong> | <strong>Trams</strong></p><p>Ghent | 4</p><p>Brno | 11</p><p>Brno | 12</p>",
        {},
    ),
    "Excel": (EXCEL, "<p><strong>City</strong> | 2024</p><p><strong>Ghent</strong> | 4</p>", {}),
}
LINKS = {
    "https://example.org/?utm_source=a&id=1&UTM_Medium=b&fbclid=2#part": "https://example.org/?id=1#part",
    "https://example.org/?q=a+b%20c&mc_cid=1": "https://example.org/?q=a+b%20c",
    "https://example.org/?source=utm_source": "https://example.org/?source=utm_source",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F%3Ffbclid%3DIw&h=AT": "https://example.org/",
    "https://urldefense.com/v3/__https://example.org/a*b__;Iw!!N0!x$": "https://example.org/a#b",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a&d=DwM": "https://example.org/a",
    "https://www.google.com/url?q=https://a.safelinks.protection.outlook.com/%3Furl%3Dhttps%253A%252F%252Fb.example": (
        "https://b.example"
    ),
    "https://www.google.com/search?q=https://example.org/": "https://www.google.com/search?q=https://example.org/",
    "www.example.org/a": "https://www.example.org/a",
    "//example.org/a": "https://example.org/a",
    "mailto:a@example.org": "mailto:a@example.org",
    "tel:+3225551234": "tel:+3225551234",
    "/news/": None,
    "news/": None,
    "javascript:alert(1)": None,
    " java\nscript:alert(1)": None,
    "data:text/html,x": None,
    "file:///C:/x.docx": None,
    "https://[": None,
    "https://exa mple.org:port/": None,
}


class ForeignHtmlTests(SimpleTestCase):
    maxDiff = None

    def test_what_each_program_writes_becomes_a_text_of_ours(self):
        for program, (html, expected, left_out) in PROGRAMS.items():
            with self.subTest(program):
                normalised = normalise(html)
                self.assertEqual(normalised.html, expected)
                self.assertEqual(normalised.left_out, left_out)

    def test_where_there_are_no_headings_they_are_bold_paragraphs(self):
        html = normalise("<h2>Trams</h2><blockquote>Words</blockquote><h3><b>Quick</b></h3>", headings=False).html
        self.assertEqual(html, "<p><strong>Trams</strong></p><p>Words</p><p><strong>Quick</strong></p>")

    def test_headings_keep_their_order_of_levels(self):
        self.assertEqual(normalise("<h1>A</h1><h2>B</h2><h6>C</h6>").html, "<h2>A</h2><h3>B</h3><h4>C</h4>")
        self.assertEqual(normalise("<h2>A</h2><h3>B</h3><h5>C</h5>").html, "<h2>A</h2><h3>B</h3><h4>C</h4>")

    def test_links_lead_to_where_they_lead_in_the_end(self):
        for href, url in LINKS.items():
            with self.subTest(href):
                normalised = normalise(f'<a href="{href.replace("&", "&amp;")}">words</a>')
                link = f'<a href="{url.replace("&", "&amp;")}">words</a>' if url else "words"
                self.assertEqual(normalised.html, f"<p>{link}</p>")
                self.assertEqual(normalised.left_out, {} if url else {Kind.LINK: 1})

    def test_relative_links_lead_to_the_page_that_had_them_if_it_is_known(self):
        link = '<p><a href="https://example.org/b">words</a></p>'
        self.assertEqual(normalise('<a href="b">words</a>', base_url="https://example.org/a").html, link)
        clipboard = (
            "Version:0.9\r\nStartHTML:0000\r\nSourceURL:https://example.org/a\r\n<html><body><a href=b>words</a>"
        )
        self.assertEqual(normalise(clipboard).html, link)

    def test_a_footnote_mark_stays_if_its_note_came_along(self):
        mark = 'Words<a href="#_ftn1" name="_ftnref1">1</a>'
        self.assertEqual(normalise(mark).html, "<p>Words</p>")
        note = '<p><a href="#_ftnref1" name="_ftn1">1</a> Note</p>'
        self.assertEqual(normalise(mark + note).html, "<p>Words[1]</p><p>[1] Note</p>")

    def test_characters_that_join_letters_stay_and_those_that_nobody_sees_go(self):
        html = normalise("<p>a\u00adb\u200bc\ufeffd 10\u00a0km \u0646\u200c\u0645 👩\u200d🚀</p>").html
        self.assertEqual(html, "<p>abcd 10&nbsp;km \u0646\u200c\u0645 👩\u200d🚀</p>")

    def test_an_item_of_a_list_that_has_only_a_list_is_left_out(self):
        self.assertEqual(normalise("<ul><li><ol><li>a</li></ol></li></ul>").html, "<ol><li><p>a</p></li></ol>")

    def test_what_was_left_out_is_said_in_words(self):
        words = normalise("<img src=a><img src=b>x<del>y</del>").left_out_words
        self.assertEqual(words, "2 pictures and 1 tracked deletion")
        self.assertEqual(normalise("<p>x").left_out_words, "")

    def test_tables_of_data_are_offered_as_such(self):
        (table,) = normalise(SHEET).tables
        self.assertEqual(table.rows, [["City", "Trams"], ["Ghent", "4"], ["Brno", "11"], ["Brno", "12"]])
        self.assertEqual((table.has_header_row, table.has_header_column), (True, False))
        self.assertEqual(normalise(f"<p>Before</p>{SHEET}").html_without_tables, "<p>Before</p>")
        (table,) = normalise(EXCEL).tables
        self.assertEqual((table.has_header_row, table.has_header_column), (False, True))
        table = "<table><caption>Trams</caption><tr><td colspan=2>All<td>3<tr><td>a<td>b<td><p>c<p>d</table>"
        normalised = normalise(table)
        self.assertEqual(normalised.html, "<p>Trams</p><p>All | | 3</p><p>a | b | c d</p>")
        self.assertEqual(normalised.tables[0].rows, [["All", "", "3"], ["a", "b", "c d"]])
        self.assertEqual(normalised.tables[0].caption, "Trams")

    def test_tables_that_only_place_things_are_not(self):
        for table in (
            "<table><tr><td><h2>A</h2></td><td>b</td></tr><tr><td>c</td></tr></table>",
            "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
            "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>",
        ):
            with self.subTest(table):
                self.assertEqual(normalise(table).tables, [])
                self.assertNotIn("ab", plain_text(normalise(table).html))

    def test_nothing_is_too_strange(self):
        strange = ["", "\x00", "\ud800", "<", "</", "<frameset>", "x<plaintext>y", "<a href='//['>x", "<table><td>"]
        strange += [f"<{name}>" * 3000 + "words" for name in ("div", "b", "ul><li", "table><td", "x-y", "blockquote")]
        for html in strange:
            with self.subTest(html[:30]):
                result = normalise(html).html
                self.assertEqual("words" in html, "words" in result)
                self.assertEqual(normalise(result).html, result)


WORDS = st.text(alphabet="ab&<\"'ßé\u00a0\u00ad\u200b \n|ع", min_size=1, max_size=8).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
)
ATTRIBUTES = st.sampled_from(
    [
        *("", 'style="font-weight:700"', 'style="font-weight:400;font-style:italic"', 'class="MsoTitle"'),
        *('href="https://example.org/?utm_a=1&amp;b=2"', 'href="/news/"', 'href="#_ftn1"', 'id="_ftn1"'),
        *('style="mso-list:l0 level2 lfo1"', 'style="mso-list:l0 level1 lfo1"', 'data-listid="1" data-aria-level="3"'),
        *('style="white-space:pre"', 'role="heading" aria-level="1"', 'start="3"', 'colspan="2"', 'rowspan="3"'),
        *('style="text-decoration:line-through"', 'style="vertical-align:super"', 'role="presentation"'),
    ]
)
NAMES = st.sampled_from(
    "p div span b i a h1 h2 h5 ul ol li blockquote table tr td th caption pre s sup br hr o:p font".split()  # noqa: SIM905
)
TREES = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda name, attributes, parts: f"<{name} {attributes}>{''.join(parts)}</{name}>",
        NAMES,
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)
MARKUP = st.one_of(TREES, st.text(), st.text(alphabet="<>/abp ul=\"'&;#x0\ud800\n"))


def letters(html):
    """Return the letters of ``html`` as visitors see them, in order, without spaces."""
    return "".join(re.findall(r"\w", unicodedata.normalize("NFKC", plain_text(html))))


class PropertyTests(SimpleTestCase):
    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(MARKUP, st.booleans())
    def test_it_never_fails_and_is_as_our_fields_keep_it(self, markup, headings):
        html = normalise(markup, headings=headings).html
        field = (RichText if headings else Organisation)._meta.get_field("text" if headings else "description")
        self.assertEqual(field.clean_text(html), html)

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(MARKUP, st.booleans())
    @example('<p class="MsoTitle">1<span style="font-weight:700">2</span></p>', False)
    def test_again_it_changes_nothing(self, markup, headings):
        once = normalise(markup, headings=headings)
        again = normalise(once.html, headings=headings)
        self.assertEqual(again.html, once.html)
        self.assertEqual((again.left_out, again.tables), ({}, []))

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(TREES)
    def test_no_words_are_lost(self, markup):
        normalised = normalise(markup)
        if not normalised.left_out:
            seen = letters(normalised.html)
            # A cell that goes on over several rows is in each, and text between the rows of a table stands before it.
            self.assertLessEqual(set(letters(markup)), set(seen))
            self.assertGreaterEqual(len(seen), len(letters(markup)))
