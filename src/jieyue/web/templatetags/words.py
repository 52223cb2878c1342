"""What a ledger calls something, in the language of the page."""

from django import template

from jieyue.web import words

register = template.Library()
register.filter(words.in_language)
