"""The admin as an editor uses it: by the words on the screen, with keyboard and mouse."""

import re

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.testing import StaticLiveServerTestCase
from django.test import Client

User = get_user_model()


class Newsroom:
    """Drives the admin in ``page``, a Playwright page with a base address."""

    def __init__(self, page):
        self.page = page

    def sign_in(self, username):
        """Give the browser a session of somebody: the page to sign in has a test of its own, which needs no second."""
        client = Client()
        client.force_login(User.objects.get_by_natural_key(username))
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies(
            [{"name": session.key, "value": session.value, "domain": StaticLiveServerTestCase.host, "path": "/"}]
        )

    def sign_in_at_the_door(self, username, password):
        """Sign in as people do."""
        self.page.goto("/admin/login/?next=/admin/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url("**/admin/")

    def save_by_buttons_only(self):
        """Let no form save itself while somebody writes, as if the site did not answer; also when its page closes."""
        self.page.context.add_init_script(
            """const { fetch } = window;
            const refuse = () => Promise.reject(new TypeError("No answer"));
            window.fetch = (url, ...more) => String(url).endsWith("/autosave/") ? refuse() : fetch(url, ...more);"""
        )

    def open(self, address):
        """Open a page of the admin; a form so that it can be changed, also where visitors see at once what is saved."""
        self.page.goto(f"/admin/{address}{'?correct=1' if address.endswith('/change/') else ''}")
        self.wait_for_editors()

    def wait_for_editors(self):
        """Wait until the page's editors of blocks have started, and those of the texts that are in the window."""
        self.page.wait_for_function(
            """() => document.readyState === "complete"
            && (!document.getElementById("content-editor-context")
                || document.querySelector(".order-machine-insert-target.last[tabindex]"))
            && [...document.querySelectorAll(".waiting-text")].every((text) => {
                const { top, bottom, height } = text.getBoundingClientRect();
                return !height || top > innerHeight || bottom < 0;
            })"""
        )

    def go(self, name, root=None):
        """Follow the link, or press the button, that is called ``name``, on the page or within ``root``."""
        root = root or self.page
        found = root.get_by_role("link", name=name, exact=True).or_(root.get_by_role("button", name=name, exact=True))
        with self.page.expect_navigation():
            found.first.click()
        self.wait_for_editors()

    def on_desk(self, panel):
        """Go to the desk, and return its list called ``panel``."""
        self.open("")
        return self.page.get_by_role("region", name=panel, exact=True)

    def fill(self, **fields):
        """Fill fields of the main form by their names."""
        for name, value in fields.items():
            self.page.locator(f"#id_{name}").fill(value)

    def select(self, **fields):
        """Choose from plain lists by the words shown."""
        for name, label in fields.items():
            self.page.locator(f"#id_{name}").select_option(label=label)

    def choose(self, field, *wanted, root=None):
        """Choose ``wanted`` in the autocomplete ``field``: type some of it, then click on what is offered."""
        root = root or self.page
        for words in wanted:
            root.locator(f"select[id$='{field}'] + .select2-container").click()
            # Not key by key: a letter that no key has goes another way, and may miss the field that has just opened.
            self.page.locator(".select2-container--open .select2-search__field").first.fill(words)
            self.page.locator(".select2-results__option", has_text=words).first.click()

    def upload_picture(self, field, file, **fields):
        """Upload a picture in the dialog of the field ``field``.

        ``file`` is a path, or a dictionary with name, mimeType and buffer; ``fields`` are what is said of the picture.
        """
        chooser = self.page.locator(f".field-{field} .chooser")
        chooser.locator(".choose").click()
        dialog = self.page.locator("dialog.chooser-dialog[open]")
        dialog.locator("input[type=file]").set_input_files(file)
        for name, value in fields.items():
            dialog.locator(f".upload-rows [name={name}]").fill(value)
        dialog.get_by_role("button", name="Upload", exact=True).click()
        chooser.locator(".chosen li").wait_for()

    def choose_picture(self, field, title, root=None):
        """Choose the picture called ``title`` in the dialog of the field whose name ends in ``field``, by keyboard."""
        chooser = (root or self.page).locator(f".chooser:has(> select[id$='{field}'])")
        chooser.locator(".choose").press("Enter")
        dialog = self.page.locator("dialog.chooser-dialog[open]")
        dialog.get_by_role("searchbox").fill(title)
        dialog.get_by_role("searchbox").press("ArrowDown")
        dialog.locator("[role=option]:focus").filter(has_text=title).press("Enter")
        chooser.locator(".chosen li").filter(has_text=title).wait_for()

    def add_block(self, kind):
        """Add a block of ``kind`` at the end, by keyboard, and return it."""
        self.page.locator(".order-machine-insert-target.last").press("Enter")
        # The menu takes the focus when it has opened; a key pressed before that would go astray.
        self.page.locator(".block-menu input:focus").wait_for()
        self.page.keyboard.type(kind)
        self.page.keyboard.press("Enter")
        return self.page.locator(".order-machine .inline-related:not(.empty-form)").filter(visible=True).last

    def write(self, *paragraphs):
        """Add a text block and type ``paragraphs`` into it; those that begin with "## " become headings."""
        self.add_block("Text")
        box = self.page.locator(".order-machine .inline-related:not(.empty-form) .ProseMirror").last
        box.click()
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.page.keyboard.press("Enter")
            heading = paragraph.startswith("## ")
            self.page.keyboard.type(paragraph.removeprefix("## "))
            if heading:
                self.page.keyboard.press("Control+Alt+2")
                self.page.keyboard.press("End")

    def rewrite(self, before, after):
        """Replace the paragraphs of the text block that says ``before`` by the paragraph ``after``."""
        self.page.locator(".ProseMirror", has_text=before).filter(visible=True).click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(after)

    def quote(self, words, speaker, session=None):
        """Add a quote block."""
        block = self.add_block("Quote")
        block.locator("textarea[id$='-words']").fill(words)
        self.choose("-speaker", speaker, root=block)
        if session:
            self.choose("-session", session, root=block)

    def link(self, text, url):
        """Add a call to action."""
        block = self.add_block("Link")
        block.locator("input[id$='-text']").fill(text)
        block.locator("input[id$='-url']").fill(url)

    def open_account(self):
        """Open the menu of one's own account, at the top of every page."""
        self.page.locator(".account > summary").click()

    def show_about(self):
        """Show what the form says about an item, which is behind a tab where there is no room for two columns."""
        tab = self.page.get_by_role("tab", name="About")
        if tab.is_visible():
            tab.click()

    def press(self, button):
        """Press one of the buttons at the form's end; returns what the admin says."""
        with self.page.expect_navigation():
            self.page.locator(".submit-row").get_by_role("button", name=button, exact=True).click()
        self.wait_for_editors()
        return self.told()

    def told(self):
        """Return what the admin says at the top of the page."""
        return re.sub(r"\s+", " ", self.page.locator(".messagelist, .errornote").first.inner_text())

    def save(self):
        """Save and stay on the form; returns what the admin says."""
        return self.press("Save and continue editing")
