"""Texts that are too long: told to the editor, never cut silently by the browser."""


def replace_maxlength(formfield):
    """Let ``formfield`` (or None) take any text, which a script counts, and its validator judges.

    With the attribute ``maxlength`` browsers cut what is pasted, without a word.
    """
    attributes = getattr(getattr(formfield, "widget", None), "attrs", {})
    limit = attributes.pop("maxlength", None)
    if limit:
        attributes["data-longest"] = limit
