"""Above the register of an organisation's own regulations stands what its plans cite of others."""

from jieyue.web.ledgers.cited_rules.pages import about_list

__all__ = ["about_list"]
