# One image for every process of ours: API, worker, codec server, migration.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/doudi

# The locked requirements change seldom: a layer of their own.
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY . .
RUN pip install --no-deps --no-build-isolation -e . \
    && useradd --system --create-home --home-dir /var/lib/doudi doudi
USER doudi
ENV DOUDI_ENV=production DOUDI_HOME=/var/lib/doudi
# Memory that is given back is put together again (runtime/allocator.py).
ENV GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.arena_max=2
VOLUME /var/lib/doudi

CMD ["doudi", "--help"]
