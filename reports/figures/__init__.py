"""What the board's figures say: each module makes tables (`reports.shape`) from the facts (`reports.models`)."""
