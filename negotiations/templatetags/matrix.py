"""Words of the rate matrix, the same on its page and in its files."""

from django import template

from negotiations.reports.matrix import whose

register = template.Library()
register.filter("whose", lambda party: whose(str(party)))
