"""How the written record reads: titles, codes and sentences of its entries."""
