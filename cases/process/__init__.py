"""How a case moves: its clocks, how it enters and leaves a stage, who is told, and what stays to be done beside the stages."""
