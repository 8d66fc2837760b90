"""What the newsroom itself registers with the admin."""

from .accounts import AccountAdmin, RoleAdmin
from .log import LogAdmin
from .redirects import RedirectAdmin

__all__ = ["AccountAdmin", "LogAdmin", "RedirectAdmin", "RoleAdmin"]
