"""What a ledger calls something, and a period, in the language of the page. Known to every template (`settings`)."""

from django import template

from jieyue.web import words

register = template.Library()
register.filter(words.in_language)
register.filter(words.unit_words)
register.filter(words.period_words)
register.filter(words.notice_words)
