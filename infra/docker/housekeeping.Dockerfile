# syntax=docker/dockerfile:1
# Housekeeping on its own: retention and archives, again and again.
#
#   docker build -f infra/docker/housekeeping.Dockerfile --build-arg DENO_DIGEST=sha256:… -t logops/housekeeping .
#
# DENO_DIGEST names the bytes of the Deno image. It has no default: a tag can be moved, a digest not.
# `docker buildx imagetools inspect denoland/deno:2.9.6` shows it.
ARG DENO_VERSION=2.9.6
ARG DENO_DIGEST

# Sources of this entry point, and the packages that they import, as deno.lock names them.
FROM denoland/deno:${DENO_VERSION}@${DENO_DIGEST} AS sources
ENV DENO_DIR=/deno-dir
WORKDIR /app
COPY deno.json deno.lock ./
COPY contract ./contract
COPY housekeeping ./housekeeping
RUN deno install --frozen --entrypoint housekeeping/main.ts housekeeping/sweep/sweep_worker.ts \
  && mkdir -p data/ingest data/archive

FROM denoland/deno:${DENO_VERSION}@${DENO_DIGEST}
LABEL org.opencontainers.image.title="logops-housekeeping" \
  org.opencontainers.image.description="Retention and archives of LogOps" \
  org.opencontainers.image.licenses="MIT"
# Nothing is written outside of data/: the root may be read-only.
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
WORKDIR /app
COPY --from=sources /deno-dir /deno-dir
COPY --from=sources /app /app
COPY --from=sources --chown=1993:1993 /app/data /app/data
# The image's own user "deno", by number, so that an orchestrator of containers can see it is not root.
USER 1993:1993
HEALTHCHECK --interval=5m --timeout=30s --start-period=5s --retries=3 \
  CMD ["deno", "run", "--cached-only", "--no-code-cache", "-P=housekeeping", "housekeeping/main.ts", "--dry-run"]
ENTRYPOINT ["/tini", "--", "deno", "run", "--cached-only", "--frozen", "--no-code-cache", "--no-prompt", "--v8-flags=--max-semi-space-size=1", "-P=housekeeping", "housekeeping/main.ts"]
CMD ["--every", "3600"]
