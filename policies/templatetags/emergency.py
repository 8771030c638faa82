"""Whom to ring now, for the head of every page of a case."""

from django import template
from django.utils import timezone

from policies.presenters.contacts import WHEN, likelier_first
from policies.schema import Contact, Policy

register = template.Library()


@register.simple_tag
def contacts_now(policy: Policy) -> list[Contact]:
    """Every contact of a procedure that can be rung, the likelier to answer now first (BHAM-7)."""
    return [contact for contact in likelier_first(policy, at=timezone.now()) if contact.phone]


@register.filter
def answers(contact: Contact) -> str:
    """When they answer, to be said after the name; "" for always."""
    return WHEN[contact.when]
