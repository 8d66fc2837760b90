"""The page cache: finished public pages, answered before Django is entered.

It wraps the WSGI application. What it keeps is the same for everybody, because Django is shown nothing of the request
but what the page is kept under: whether it came by HTTPS, the host, the path, and the query parameters that the view
declares (``query_parameters``). No cookie, no other header, no other parameter reaches the view, so none can show in
the page. Views that declare nothing are left alone, and so is whoever is signed in.

A page is fresh until a change touches what it was made of (``content_keys``), or the clock alone changes pages
(``content_version``). While the database does not answer, the last known page is served, marked stale.

Pages are in the memory of each process (``memory_store``); where there is a Redis, workers also share them through it
(``redis_store``). Nobody can push the site's own pages out by asking for others: what visitors can make up without
end has a part of the memory to itself, and is not shared.

Compression is safe against BREACH: a kept page holds no secret, and only kept pages are compressed.
"""

from .application import PageCache, with_page_cache
from .parameters import only_declared_parameters

__all__ = ["PageCache", "only_declared_parameters", "with_page_cache"]
