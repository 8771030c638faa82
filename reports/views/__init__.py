"""The pages of the figures, the annual report and the audits."""
