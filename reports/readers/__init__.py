"""Who may read which figures and which reports: need to know, as querysets."""
