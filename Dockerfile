# script/container-proof replays the second stage without a container engine; keep an instruction
# on a line.
FROM swift:6.3-bookworm AS build
WORKDIR /build
COPY script/setup script/setup
RUN script/setup --build
COPY Package.swift Package.swift
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --product dray --static-swift-stdlib

FROM debian:12-slim
WORKDIR /dray
COPY script/setup script/setup
RUN script/setup --runtime && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin dray \
    && install -d -o dray -m 0700 /var/lib/dray
COPY --from=build /build/.build/release/dray /usr/local/bin/dray
COPY Migrations Migrations
COPY Policies Policies
COPY Seeds Seeds
ENV DRAY_HOST=0.0.0.0
ENV DRAY_PORT=8080
# Uploaded documents, unless S3 keeps them.
ENV DRAY_STORAGE_DIR=/var/lib/dray/storage
EXPOSE 8080
VOLUME /var/lib/dray
USER dray
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD curl -fsS -o /dev/null http://127.0.0.1:8080/healthz
ENTRYPOINT ["dray"]
CMD ["serve"]
