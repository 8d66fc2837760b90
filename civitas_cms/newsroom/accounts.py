"""Accounts in the admin."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import AbstractUser, Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civitas_cms.newsroom.model_admin import NewsroomAdmin
from civitas_cms.publishing.models import ShareLink
from civitas_cms.publishing.plain_text import LineFormField
from civitas_cms.publishing.web_addresses import EmailFormField

from .comments import forget_name
from .models import FailedSignIn, MailPreference, Notification, Presence, account_key

User = get_user_model()
admin.site.unregister([User, Group])


class AccountForm(UserChangeForm):
    """An account, in the words of who looks after it."""

    class Meta(UserChangeForm.Meta):
        field_classes = UserChangeForm.Meta.field_classes | {
            "first_name": LineFormField,
            "last_name": LineFormField,
            "email": EmailFormField,
        }
        labels = {"is_active": _("May sign in"), "is_staff": _("May use the newsroom"), "is_superuser": _("Superuser")}
        help_texts = {
            "username": _("What the person types to sign in: letters, digits and @ . + - _"),
            "is_active": _(
                "Without the tick, the account cannot be used. For good: “Deactivate and anonymise” in the list."
            ),
            "is_staff": "",
            "is_superuser": _("May do everything, whatever the roles say."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].help_text = _("Nobody can read it; you can set a new one.")

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"email"}  # Django's own model takes Latin letters only


@admin.register(User)
class AccountAdmin(NewsroomAdmin, UserAdmin):
    """The people who may sign in, with their roles.

    Only superusers make superusers, give single permissions, and change the accounts of superusers: whoever looks after
    the accounts cannot take more power than the roles give.
    """

    form = AccountForm
    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Who it is"), {"fields": [("first_name", "last_name"), "email"]}),
        (_("What they may do"), {"fields": ["is_active", "is_staff", "groups"]}),
        (_("Dates"), {"fields": [("last_login", "date_joined")]}),
    ]
    superuser_fieldset = (
        _("Beyond the roles"),
        {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]},
    )
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["user_permissions"]
    actions = ["anonymise"]

    def get_queryset(self, request):
        """Bring the roles along."""
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Offer the roles as boxes to tick: there are a few, and people may have several."""
        if db_field.name == "groups":
            kwargs |= {"widget": forms.CheckboxSelectMultiple, "label": _("Roles"), "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Offer the roles that there are: new ones come with new versions of the site."""
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "groups":
            formfield.widget.can_add_related = False
        return formfield

    def get_fieldsets(self, request, obj=None):
        """Offer what goes beyond the roles to superusers only."""
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.superuser_fieldset] if obj and request.user.is_superuser else fieldsets

    def has_change_permission(self, request, obj=None):
        """Leave superusers to superusers."""
        return super().has_change_permission(request, obj) and self._is_no_higher(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Refuse to delete accounts: the log and the history name them."""
        return False

    @admin.action(description=_("Deactivate and anonymise"), permissions=["change"])
    def anonymise(self, request, queryset):
        """Ask whether to do so, and do it."""
        users = [user for user in queryset if self.has_change_permission(request, user) and user != request.user]
        if len(users) < len(queryset):
            messages.warning(request, _("Your own account, and those that you may not change, are left out."))
        if not users:
            return None
        if "post" in request.POST:
            for user in users:
                anonymise(user)
                self.log_change(request, user, str(_("Deactivated and anonymised")))
            messages.success(request, _("Deactivated and anonymised: %(number)s") % {"number": len(users)})
            return None
        context = self.admin_site.each_context(request) | {
            "title": _("Deactivate and anonymise?"),
            "opts": self.opts,
            "users": users,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/anonymise.html", context)

    def _is_no_higher(self, request, obj):
        return obj is None or not obj.is_superuser or request.user.is_superuser

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user):
        """Show the given and the family name."""
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user):
        """Name the roles."""
        return ", ".join(group.name for group in user.groups.all()) or (_("superuser") if user.is_superuser else "–")


@admin.register(Group)
class RoleAdmin(NewsroomAdmin, GroupAdmin):
    """The roles, with single permissions, as ``roles.py`` says them."""


@transaction.atomic
def anonymise(user: AbstractUser) -> None:
    """End an account for good: nobody can use it any more, and of the person only the pseudonym is left.

    That is the name to sign in with, unless it tells who it is. What the person has done stays, and what the log and
    the history say of it; comments stay, and mention the pseudonym. What is going on ends: sessions, open windows, what
    waits for the person, and links that show drafts.
    """
    user = type(user).objects.select_for_update(no_key=True).get(pk=user.pk)
    FailedSignIn.objects.filter(account=account_key(user.get_username())).delete()
    former_name = user.username
    if tells_who_it_is(user):
        user.username = f"account-{user.pk}"
    user.first_name = user.last_name = user.email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(user), object_id=str(user.pk))
    about.update(object_repr=user.username)
    forget_name(user, former_name)
    for its_own in (Notification, MailPreference):
        its_own.objects.filter(user=user).delete()
    Presence.objects.filter(user=user).delete()
    ShareLink.objects.valid().filter(made_by=user).update(revoked_at=timezone.now())


def tells_who_it_is(user: AbstractUser) -> bool:
    """Tell whether the name to sign in with is an e-mail address, or has a name of the person in it."""
    username = user.username.casefold()
    names = [name for name in f"{user.first_name} {user.last_name}".casefold().split() if len(name) > 1]
    return "@" in username or any(name in username for name in names)
