"""Copies of pages: read, cleaned, looked through for what is known, and searched for passages again.

Values in, values out: nothing here knows of Django or the database. Only `fetching` speaks to the network.
"""
