"""What the newsroom itself registers with the admin."""

from .accounts import AccountAdmin, RoleAdmin
from .redirects import RedirectAdmin

__all__ = ["AccountAdmin", "RedirectAdmin", "RoleAdmin"]
