"""What the pages of the figures, the annual report and the audits show, made from what is counted and kept."""
