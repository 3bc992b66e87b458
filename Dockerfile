# Pullquote with the driver of PostgreSQL. docs/scaling.md and deploy/compose.yaml use it.
FROM python:3.11-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1
WORKDIR /opt/pullquote

COPY requirements/postgres.txt requirements/
RUN pip install --require-hashes -r requirements/postgres.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY data data
RUN pip install --no-index --no-deps --no-build-isolation -e . \
    && useradd --system --create-home --home-dir /var/lib/pullquote pullquote

USER pullquote
WORKDIR /var/lib/pullquote
ENV PULLQUOTE_DATA_DIR=/var/lib/pullquote PULLQUOTE_LOG_FORMAT=json
ENTRYPOINT ["pullquote"]
CMD ["run"]
