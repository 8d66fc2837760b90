"""From a text that somebody sent to the blocks of an article.

``files`` reads a file as HTML, by the readers in ``formats`` and ``mail``; ``understanding`` says what an article of it
would be made of (a ``proposal``), by rules that each know one thing: ``quotation_marks``, ``sentences``, ``names``,
``positions``, ``affiliations``, ``people``, ``references``, ``attribution``, ``speakers``, ``quotes``, ``interviews``,
``letters``, ``heads``, ``structure`` and ``subjects``; ``writing`` makes the blocks. Their words are data, language by
language, in ``languages.toml``. None of them asks the database: ``matching`` loads the names that the site knows, and
``drafts`` makes an article of what was understood.
"""
