"""Which documents a case may have: their names in addresses, and for people."""

from policies.vocabulary import Word


class Kind(Word):
    """One document of a case."""

    OPENING = "opening", "Opening record"
    MONITORING = "monitoring", "Monitoring form"
    REFERRAL = "referral", "Referral to the last stage"
    CLOSURE = "closure", "Closure record"
    EXTRACT = "extract", "Extract for {the person’s file}"
