"""What a line of a text may be for, and what is known of all lines of one."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from .lines import Line

MAX_TITLE_LENGTH = 250  # as the database keeps it
MAX_STRAPLINE_LENGTH = 250
MAX_SUMMARY_LENGTH = 500
LINES_OF_HEAD = 8
ENDS_SENTENCE = re.compile(r"[.!?…:;,][”\"»’)]*$")
#: What readers of files put around a picture: before its alternative text, and before its caption.
PICTURE_MARK, CAPTION_MARK, FILE_MARK = "\ue000", "\ue001", "\ue003"
#: What they put before a paragraph that stands as strapline or lead in the file.
LEAD_MARK = "\ue002"


class Role(StrEnum):
    """What a line is for."""

    TEXT = "text"
    TITLE = "title"
    STRAPLINE = "strapline"
    SUMMARY = "summary"
    PICTURE = "picture"
    AUTHOR = "author"
    LINK = "link"
    VIDEO = "video"
    LEFT_OUT = "left out"


@dataclass
class Structure:
    """What the lines of a text are for, by their numbers; and why those are left out that are."""

    roles: dict[int, Role] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    title: str = ""
    strapline: str = ""
    summary: str = ""
    #: The numbers of lines that the file marks as strapline or lead.
    leads: set[int] = field(default_factory=set)

    def role(self, line: Line) -> Role:
        """Return what ``line`` is for."""
        return self.roles.get(line.number, Role.TEXT)

    def leave_out(self, line: Line, reason: str) -> None:
        """Leave ``line`` out."""
        self.roles[line.number] = Role.LEFT_OUT
        self.reasons[line.number] = reason
