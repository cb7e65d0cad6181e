import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Config } from '../config/config.js';
import { Metrics } from '../telemetry/metrics.js';
import { API_PREFIX } from './api-prefix.js';
import { limitAddresses } from './address-limiter.js';
import { allowKnownOrigin, allowOrigins, answerPreflights } from './cors.js';
import { announceDrain, Drain } from './drain.js';
import { answerError } from './error-filter.js';
import { KnownOrigins } from './known-origins.js';
import { serveDocumentation } from './openapi/documentation-pages.js';
import { readCsvBody } from './read-csv-body.js';
import { checkAddress, readJsonBody } from './read-json-body.js';
import type { LecternAdapter } from './lectern-adapter.js';
import { inSequence } from './in-sequence.js';
import { openRequestScope } from './request-scope.js';
import { LiveGateway } from '../realtime/live-gateway.js';
import { serveLive } from '../realtime/serve-live.js';
import { setSecurityHeaders } from './security-headers.js';
import { isStreamed } from './streams/outgoing-stream.js';

/** What lies outside `/api/v1`. */
const ROOT_ROUTES = ['health', 'health/*path', 'api/health', 'metrics', '.well-known/*path'];

/** Everything a request passes before Nest's own chain, in order. Call it once, before `init()`. */
export const configureHttp = (app: NestExpressApplication, config: Config): void => {
  const drain = app.get(Drain, { strict: false });
  const metrics = app.get(Metrics, { strict: false });
  const origins = app.get(KnownOrigins, { strict: false });
  const adapter = app.getHttpAdapter() as unknown as LecternAdapter;
  app.set('trust proxy', config.trustProxy);
  app.setGlobalPrefix(API_PREFIX, { exclude: ROOT_ROUTES });
  const chain: readonly RequestHandler[] = [
    openRequestScope((request) => metrics.answered(request)),
    announceDrain(
      () => drain.isDraining,
      () => app.getHttpServer().listening,
    ),
    setSecurityHeaders(),
    allowOrigins(config.allowedOrigins),
    limitAddresses(),
    answerPreflights((origin) => origins.has(origin)),
    serveLive(app.get(LiveGateway, { strict: false }), (origin) => origins.has(origin)),
    adapter.refuseForeignMethod,
    compression({ threshold: 1024, filter: (request, response) => !isStreamed(response) && compression.filter(request, response) }),
    checkAddress,
    readJsonBody,
    readCsvBody,
  ];
  app.use(inSequence(chain));
  const refuse: ErrorRequestHandler = (error, request, response, _next) => {
    const answer = () => answerError(error, request, response);
    allowKnownOrigin((origin) => origins.has(origin), error, request, response).then(answer, answer);
  };
  app.use(refuse);
  serveDocumentation(app);
  if (config.opsPort === undefined) serveMetrics(app, metrics);
};

const serveMetrics = (app: NestExpressApplication, metrics: Metrics): void => {
  const server = app.getHttpAdapter().getInstance();
  server.get('/metrics', async (_request, response) => void response.type(metrics.contentType).send(await metrics.read()));
};
