# Pullquote with the driver of PostgreSQL, which is not needed for one process on SQLite.
# docs/operating.md and docs/scaling.md use it, deploy/ runs it.

FROM python:3.13-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/pullquote/.venv
ENV PATH=/opt/pullquote/.venv/bin:$PATH
WORKDIR /opt/pullquote

COPY requirements/postgres.txt requirements/
RUN pip install --require-hashes -r requirements/postgres.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY data data
# The root is read-only later, so bytecode is written now; what only installs is left behind.
RUN pip install --no-index --no-deps --no-build-isolation -e . \
    && pip uninstall --yes hatchling editables setuptools pip \
    && python -m compileall -q bot cogs .venv/lib


FROM python:3.13-slim

COPY --from=build /opt/pullquote /opt/pullquote
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/pullquote pullquote \
    && chmod 700 /var/lib/pullquote

ENV PATH=/opt/pullquote/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PULLQUOTE_DATA_DIR=/var/lib/pullquote PULLQUOTE_LOG_FORMAT=json \
    SQLITE_TMPDIR=/var/lib/pullquote
# The last for what does not fit into SQLite's memory: /tmp is memory, and it is bounded.
USER 10001
WORKDIR /var/lib/pullquote
VOLUME /var/lib/pullquote
STOPSIGNAL SIGTERM
# Only what a restart mends: /readyz is for those who send work.
HEALTHCHECK --interval=30s --timeout=5s --start-period=1m --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9464/livez', timeout=4)"]
ENTRYPOINT ["pullquote"]
CMD ["run"]
