"""A screen of writing as a browser has it: its form, what it keeps, and a second person at another machine."""

import re
from html import unescape

from django.test import Client


def another(user):
    """A browser in which somebody else has logged in."""
    client = Client()
    client.force_login(user)
    return client


def fields(page):
    """What a browser would send of the form that a page shows, without its token."""
    text = page.text
    form = text[text.index("data-unsaved") : text.index("</form>", text.index("data-unsaved"))]
    sent = {}
    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") not in ("checkbox", "radio") or " checked" in tag:
            sent[told["name"]] = unescape(told.get("value", "on" if told.get("type") == "checkbox" else ""))
    for name, words in re.findall(r'<textarea name="([\w-]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        sent[name] = unescape(words)
    for name, options in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def keep(client, address, sent):
    """What the script does a second after the last key."""
    return client.post("/unsaved/", sent, query_params={"screen": address})
