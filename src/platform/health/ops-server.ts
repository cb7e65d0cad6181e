import { createServer, type Server, type ServerResponse } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import { NotFound } from '../../sdk/errors.js';
import { Config } from '../config/config.js';
import { errorBody } from '../http/error-body.js';
import { JSON_TEXT } from '../http/lectern-adapter.js';
import { logger } from '../telemetry/logger.js';
import { Metrics } from '../telemetry/metrics.js';
import { isUnhealthy, pluginHealthView, withErrorBody } from './health-answers.js';
import { InstallationHealth } from './installation-health.js';

interface OpsAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const json = (status: number, body: unknown): OpsAnswer => ({
  status,
  type: JSON_TEXT,
  body: JSON.stringify(body),
});

/** `OPS_PORT`: metrics and health details on a port of their own, which no public network should reach. Workers have it too. */
@Injectable()
export class OpsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly health: InstallationHealth,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { opsPort } = this.config;
    if (opsPort === undefined) return;
    const server = createServer((request, response) => void this.handle(request.url ?? '/', response));
    this.server = server;
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(opsPort, resolve));
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** The port it listens on, for tests that let the system choose. */
  get port(): number | undefined {
    const address = this.server?.address();
    return typeof address === 'object' && address ? address.port : undefined;
  }

  private async handle(url: string, response: ServerResponse): Promise<void> {
    let answer: OpsAnswer;
    try {
      answer = await this.answer(url.split('?')[0]?.replace(/(?<=.)\/$/, '') ?? '/');
    } catch (error) {
      logger.error({ message: (error as Error).message }, 'the operations port could not answer');
      answer = json(500, { status: 'error' });
    }
    response.writeHead(answer.status, { 'Content-Type': answer.type, 'Cache-Control': 'no-store' }).end(answer.body);
  }

  private async answer(path: string): Promise<OpsAnswer> {
    switch (path) {
      case '/metrics':
        return { status: 200, type: this.metrics.contentType, body: await this.metrics.read() };
      case '/health':
      case '/api/health':
        return this.report(await this.health.summary());
      case '/health/live':
        return json(200, { status: 'ok' });
      case '/health/ready':
        return this.report(await this.health.ready());
      case '/health/startup':
        return this.report(await this.health.startup());
      case '/health/plugins':
        return json(
          200,
          (await this.health.plugins()).map((report) => pluginHealthView(report, true)),
        );
      default:
        return json(404, errorBody(new NotFound(), newId()));
    }
  }

  private report(health: Awaited<ReturnType<InstallationHealth['ready']>>): OpsAnswer {
    return json(isUnhealthy(health) ? 503 : 200, withErrorBody(health, newId()));
  }
}
