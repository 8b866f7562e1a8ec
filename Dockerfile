# The web process of docker-compose.yml. The database is another container, so no PostgreSQL runs in this one.
FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PARLEY_STATIC_ROOT=/srv/static
RUN pip install --no-cache-dir uv && useradd --system --create-home parley
WORKDIR /srv/parley
COPY pyproject.toml .python-version ./
RUN uv sync --no-dev --no-cache
COPY . .
RUN mkdir -p /srv/static && chown parley /srv/static
USER parley
EXPOSE 8000
ENTRYPOINT ["/bin/sh", "docker/start.sh"]
