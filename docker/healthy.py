"""Ends well if the web process of this container answers; for the health check of docker-compose.yml."""

import os
from urllib.request import Request, urlopen

# By a name of the site's own: any other, as the loopback address, is refused.
host = os.environ["PARLEY_HOSTS"].split(",")[0]
urlopen(Request("http://127.0.0.1:8000/healthz", headers={"Host": host}), timeout=3).close()
