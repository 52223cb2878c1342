"""The ledger machine: what every ledger and register has in common, drawn from its Django model and one declaration."""
