"""Whom to ring now, for the foot of every page of a case."""

from django import template
from django.utils import timezone

from policies.presenters.contacts import likelier_first
from policies.schema import Contact, Policy

register = template.Library()


@register.simple_tag
def contacts_now(policy: Policy) -> list[Contact]:
    """Every contact of a procedure, the likelier to answer now first (BHAM-7)."""
    return likelier_first(policy, at=timezone.now())
