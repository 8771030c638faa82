"""How a case is closed by agreement, and where what it taught goes."""

from policies.schema.base import Cited
from policies.schema.limits import Limit
from policies.values import Flag, Text
from policies.vocabulary import Start, Unit


class Outcome(Cited):
    """How a case is closed by agreement."""

    written_statement: Flag = True
    copy_on_each_childs_record: Flag = False
    outstanding_issues: Flag = True
    confirm_within: Limit = Limit(unit=Unit.WORKING_DAYS, amount=5, start=Start.ESCALATION)
    says: str = ""


class Learning(Cited):
    """Where learning and gaps in policy go."""

    addressee: Text
    says: Text
    must: Flag = False
