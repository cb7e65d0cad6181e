# syntax=docker/dockerfile:1
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /lectern
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /lectern
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM ${NODE_IMAGE} AS product
WORKDIR /lectern
COPY --from=dependencies /lectern/node_modules ./node_modules
COPY --from=build /lectern/dist ./dist
COPY package.json LICENSE README.md ./

# Runs learners' code, by itself: docker build --target runner. Its environment is LECTERN_RUNNER_TOKEN and nothing of the server's.
FROM product AS runner
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap python3 gcc libc6-dev \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production LECTERN_RUNNER_LISTEN=0.0.0.0:3010
USER node
EXPOSE 3010
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:3010/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/runner.js"]

FROM product
ENV NODE_ENV=production PORT=3000
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Left alone, V8's young generation grows to 128 MB where memory is plenty, and stays; bench/README.md has the figures.
CMD ["node", "--max-semi-space-size=8", "dist/src/main.js"]
