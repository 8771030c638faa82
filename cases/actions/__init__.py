"""What a person or the clock does to a case: one verb, one function. The only callers of transitions.

Each does the same seven things in one transaction: lock the case row; check that the actor may see and do this; call the
transition (which asks the policy); append to the record; move the clocks; enqueue the notices; return the case.
"""
