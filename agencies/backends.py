"""Who signs in, and what their roles let them do: Django's own door to `agencies.roles`."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest  # noqa: TID251 - the signature of Django's own backends

from agencies.fields import normalised
from agencies.models import Membership, User
from agencies.roles import MembershipRole, permissions_of
from policies.models import Area

CACHE = "_resolve_permissions"


class RoleBackend(ModelBackend):
    """Signs people in by e-mail address, in whatever case, and grants what their memberships grant.

    Of one area it answers what their roles in that area let them do, and an administrator's everywhere: so apps below may
    ask. Permissions on any other object are refused: where somebody may do a thing is asked of `agencies.selectors`.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> Any:
        """The active account with this address and password, or None; it takes as long for an unknown address."""
        address = username if username is not None else credentials.get("email")
        if address is None or password is None:
            return None
        return super().authenticate(request, username=normalised(address), password=password)

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Any = None) -> set[str]:
        """Everything that a person's roles let them do; read once, and kept on the user object of the request."""
        if not user_obj.is_active or user_obj.is_anonymous or not (obj is None or isinstance(obj, Area)):
            return set()
        held: list[tuple[str, int | None]] | None = getattr(user_obj, CACHE, None)
        if held is None:
            mine = Membership.objects.filter(user=user_obj.pk).order_by()
            held = list(mine.values_list("role", "area_id").distinct())
            setattr(user_obj, CACHE, held)
        roles = {role for role, area in held if obj is None or area == obj.pk or role == MembershipRole.ADMINISTRATOR}
        return {permission for role in roles for permission in permissions_of(role)}

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        """Whether one of a person's roles grants this permission, such as "policies.publish"."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        """Whether any of a person's permissions is about this app."""
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
