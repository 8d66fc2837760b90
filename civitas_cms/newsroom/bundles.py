"""What the pages of the newsroom load, in few files: each request costs more than the bytes that it could have saved.

``collectstatic`` and the servers of development and tests find a bundle like any other file. Nothing is built; comments
and indentation are left out, which are a seventh of what is loaded.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, get_ident
from typing import Any

import rjsmin
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from js_asset import Media, Script
from typing_extensions import override

#: Of each bundle its files, in order. Those of ours that ask for ``document.currentScript`` stand alone, or come last.
BUNDLES = {
    "newsroom/base.css": [f"admin/css/{name}.css" for name in ("base", "dark_mode")],
    "newsroom/base.js": ["js/admin-sections.js", "js/admin-search.js", "js/admin-kept-texts.js"],
    "newsroom/form.css": [
        *("admin/css/widgets.css", "admin/css/forms.css"),
        *("content_editor/django_admin_fixes.css", "content_editor/tabbed_fieldsets.css"),
        *("css/admin-icons.css", "django_prose_editor/editor.css", "content_editor/content_editor.css"),
        *(
            "django_prose_editor/overrides.css",
            "admin/css/vendor/select2/select2.min.css",
            "admin/css/autocomplete.css",
        ),
    ],
    "newsroom/newsroom.css": [
        *("admin/css/responsive.css", "css/tokens.css", "css/admin.css"),
        *(f"css/admin-{name}.css" for name in ("lists", "forms", "blocks", "chooser", "columns", "writing")),
        *(f"css/admin-{name}.css" for name in ("workflow", "desk", "history", "preview", "comments", "search")),
        "css/admin-create-named.css",
    ],
    "newsroom/form.js": [
        *("admin/js/vendor/jquery/jquery.min.js", "admin/js/vendor/select2/select2.full.min.js"),
        "admin/js/vendor/select2/i18n/en.js",
        *(f"admin/js/{name}.js" for name in ("jquery.init", "core", "autocomplete", "inlines")),
        *(f"admin/js/{name}.js" for name in ("admin/RelatedObjectLookups", "actions")),
        "js/admin-create-named.js",
        *(f"js/admin-{name}.js" for name in ("autocompletes", "labels", "lengths", "files", "columns")),
        *("js/admin-errors.js", "js/admin-undo.js", "js/admin-rows.js"),
    ],
    "newsroom/blocks.js": [
        *("content_editor/save_shortcut.js", "content_editor/tabbed_fieldsets.js"),
        *("js/admin-tags.js", "js/admin-blocks.js", "js/admin-blocks-menu.js", "js/admin-blocks-actions.js"),
    ],
    "newsroom/change_form.js": [
        f"js/admin-{name}.js" for name in ("shortcuts", "chooser", "paste", "preview", "workflow", "comments", "saving")
    ],
    "newsroom/board.js": [
        *(f"js/admin-board-{name}.js" for name in ("scale", "grid", "focus", "also")),
        "js/admin-board.js",
        *(f"js/admin-board-{name}.js" for name in ("keys", "drag", "panel", "adding")),
    ],
    # Loaded when somebody first chooses something from the library, or what a link leads to.
    "newsroom/chooser.js": [f"js/admin-chooser-{name}.js" for name in ("uploads", "dialog", "links")],
    "newsroom/content_editor.js": [
        f"content_editor/{name}.js"
        for name in ("utils", "context", "sections", "regions", "dragdrop", "machine", "cloning", "index")
    ],
}
#: Each a module, whose parts need not import each other any more.
MODULES = {"newsroom/content_editor.js"}
LEFT_OUT = {
    # Whole fonts of icons, of which the newsroom shows three dozen: ``css/admin-icons.css`` has those.
    *("content_editor/material-icons.css", "django_prose_editor/material-icons.css"),
    # What Django makes addresses of titles with: ``features/slugs.py`` does.
    *("admin/js/urlify.js", "admin/js/prepopulate.js", "admin/js/vendor/xregexp/xregexp.min.js"),
}

_BUNDLE_OF = {path: bundle for bundle, paths in BUNDLES.items() for path in paths}
_BUNDLE_OF |= dict.fromkeys([*BUNDLES["newsroom/form.css"], *LEFT_OUT])  # the template of forms has the former itself
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=\S+?\*/|^//# sourceMappingURL=\S+", re.MULTILINE)
_IMPORT_OR_EXPORT = re.compile(r"""^import \{[^}]*\} from "content-editor/\w+";?$|^export """, re.MULTILINE)
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
_INDENTATION = re.compile(r"\n\s+")
_IMPORT_OF_STYLE = re.compile(r"^@import .+;$", re.MULTILINE)  # the bundle has it already
_RELATIVE_URL = re.compile(r"""url\((["']?)(?![/#]|[a-z]+:|["'])""")


def bundled(media: Media) -> Media:
    """Return ``media`` with bundles in the place of their files."""
    css = {medium: list(_bundled(assets)) for medium, assets in media._css.items()}
    return Media(css=css, js=list(_bundled(media._js)), importmap=media._importmap, nonce=media.nonce)


def _bundled(assets: Iterable[Any]) -> Iterator[Any]:
    seen = set()
    for asset in assets:
        path = str(getattr(asset, "_path", asset))
        found = _BUNDLE_OF.get(path, asset)
        if found is not None and found not in seen:
            seen.add(found)
            yield Script(found, type="module") if found in MODULES else found


class BundleFinder(finders.BaseFinder):
    """Finds bundles among static files, written anew from their files."""

    @override
    def check(self, **kwargs: Any) -> list:
        return []

    @override
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(_write(path))] if path in BUNDLES else []
        return found if find_all or not found else found[0]

    @override
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = FileSystemStorage(_directory().name)
        for path in BUNDLES:
            _write(path)
            yield path, storage


_one_at_a_time = Lock()


def _directory() -> TemporaryDirectory:
    with _one_at_a_time:  # or two first calls would make one each, and that which is forgotten is removed
        return _made_once()


@cache
def _made_once() -> TemporaryDirectory:
    return TemporaryDirectory(prefix="civitas-cms-bundles-")


def _write(bundle: str) -> Path:
    file = Path(_directory().name, bundle)
    file.parent.mkdir(exist_ok=True)
    separator = "\n;\n" if bundle.endswith(".js") else "\n"
    content = separator.join(_content(path, bundle) for path in BUNDLES[bundle])
    if not file.exists() or file.read_text() != content:
        # In one step: another thread may be reading it.
        draft = Path(f"{file}-{get_ident()}")
        draft.write_text(content)
        draft.replace(file)
    return file


def _content(path: str, bundle: str) -> str:
    """Return what is in the file ``path``, with addresses that are right in ``bundle`` too."""
    source = finders.find(path)
    if not isinstance(source, str):
        raise FileNotFoundError(path)
    content = _SOURCE_MAP.sub("", Path(source).read_text())
    if path.endswith(".css"):
        way = posixpath.relpath(posixpath.dirname(path), posixpath.dirname(bundle))
        content = _RELATIVE_URL.sub(rf"url(\1{way}/", _IMPORT_OF_STYLE.sub("", content))
    if bundle in MODULES:
        content = _IMPORT_OR_EXPORT.sub("", content)
    return content if ".min." in path else _shortened(content, posixpath.splitext(path)[1])


@lru_cache(maxsize=256)
def _shortened(content: str, extension: str) -> str:
    """Return ``content`` without comments and indentation; licences (comments that begin with ``!``) stay."""
    if extension == ".css":  # rcssmin takes the space before ":is(" away, which means something
        return _INDENTATION.sub("\n", _COMMENT.sub("", content))
    shortened: str = rjsmin.jsmin(content, keep_bang_comments=True)
    return shortened
