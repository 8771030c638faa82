"""What a procedure has referred outside while its stages go on."""

from policies.schema.base import Cited
from policies.schema.limits import Limit
from policies.values import Text
from policies.vocabulary import Owner


class Referral(Cited):
    """Something that is referred to somebody outside, beside the stages: to whom, by whom, how soon. It holds nothing up.

    It is asked for when its stage begins, once in a case, and is owed until it is recorded, wherever the case is by then.
    """

    to: Text
    owner: Owner = Owner.RAISER
    within: Limit | None = None
    says: str = ""
