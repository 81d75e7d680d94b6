# syntax=docker/dockerfile:1
# The web service that runs scenarios.
#
#   docker build -f infra/docker/orchestrator.Dockerfile --build-arg DENO_DIGEST=sha256:… -t logops/orchestrator .
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
COPY analytics ./analytics
COPY delivery ./delivery
COPY emitters ./emitters
COPY orchestrator ./orchestrator
COPY scenarios ./scenarios
COPY infra/docker/health_cli.ts ./infra/docker/
RUN deno install --frozen --entrypoint orchestrator/main.ts infra/docker/health_cli.ts \
  && mkdir -p data/ingest data/kv

FROM denoland/deno:${DENO_VERSION}@${DENO_DIGEST}
LABEL org.opencontainers.image.title="logops-orchestrator" \
  org.opencontainers.image.description="Scenario runner of LogOps" \
  org.opencontainers.image.licenses="MIT"
# Nothing is written outside of data/: the root may be read-only.
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
WORKDIR /app
COPY --from=sources /deno-dir /deno-dir
COPY --from=sources /app /app
COPY --from=sources --chown=1993:1993 /app/data /app/data
# The image's own user "deno", by number, so that an orchestrator of containers can see it is not root.
USER 1993:1993
# On any other address than loopback it demands LOGOPS_ORCH_TOKEN.
ENV LOGOPS_ORCH_HOST=0.0.0.0 LOGOPS_ORCH_PORT=8090
EXPOSE 8090
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
  CMD ["deno", "run", "--cached-only", "--no-code-cache", "--allow-net=127.0.0.1:8090", "infra/docker/health_cli.ts", "http://127.0.0.1:8090/healthz"]
ENTRYPOINT ["/tini", "--", "deno", "run", "--cached-only", "--frozen", "--no-code-cache", "--no-prompt", "--v8-flags=--max-semi-space-size=2,--heap-growing-percent=20", "-P=orchestrator", "orchestrator/main.ts"]
