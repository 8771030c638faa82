"""The forms of the figures, the annual report and the audits."""
