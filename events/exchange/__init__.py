"""A programme comes in from other programs, and goes out to them.

``reading`` makes a ``Programme`` (``entries``) of any file: one small module for each format, which knows nothing of
the database. ``planning`` says line by line what would become of it in a conference, ``applying`` does it: all or
nothing. ``collecting`` makes a ``Programme`` of a conference, which ``schedules`` and ``table_files`` write.
"""
