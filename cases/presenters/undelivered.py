"""Which letters about a case reached nobody, as this person may know it."""

from agencies.models import User
from cases.models import Participation
from cases.situations import Situation
from core.words import moment
from notifications.selectors import failed_deliveries


def undelivered(s: Situation) -> list[str]:
    """Whom no letter reached in this case, for the board's side, and for the side of whoever should have had it."""
    failed = failed_deliveries(references=[str(s.case.reference)])
    if not s.standing.board:
        own = Participation.objects.filter(case=s.case, party__in=s.standing.own_parties)
        failed = failed.filter(message__recipient__in=own.values("person"))
    latest: dict[int | None, str] = {}
    for delivery in failed:
        message = delivery.message
        said = f"It was written on {moment(message.created_at)}, and said: {message.todo}."
        if isinstance(message.recipient, User):
            said = f"The letter to {message.recipient.name} could not be delivered. {said}"
        else:
            said = f"There was a letter and nobody to send it to. {said}"
        latest.setdefault(message.recipient_id, said)
    return list(latest.values())
