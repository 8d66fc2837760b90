"""Tests in a real Chromium.

Playwright runs an event loop in the test's own thread, where Django would refuse to talk to the database: it cannot
know that nothing else runs in that loop.
"""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
