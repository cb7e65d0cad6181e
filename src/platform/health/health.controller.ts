import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AlsoAnswers, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Public, Requires, Returns } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { requireContext } from '../context/request-context.js';
import { isUnhealthy, markUnhealthy, pluginHealthView, withErrorBody } from './health-answers.js';
import { type Health, healthSchema, installedPluginHealthSchema, liveSchema } from './health.schemas.js';
import { InstallationHealth } from './installation-health.js';

const WHY = 'load balancers and monitors have no account';
const Unhealthy = () => AlsoAnswers({ status: 503, description: 'Something that is required does not work', schema: healthSchema });

@Tag('Operations')
@Controller()
@NoStore()
export class HealthController {
  constructor(private readonly health: InstallationHealth) {}

  @Get('health')
  @Public(WHY, { token: 'ignored' })
  @Returns(healthSchema)
  @Unhealthy()
  @Summary('How the installation is doing')
  async summary(@Res({ passthrough: true }) response: Response) {
    return answer(response, await this.health.summary());
  }

  @Get('api/health')
  @Public(WHY, { token: 'ignored' })
  @Returns(healthSchema)
  @Unhealthy()
  @Summary('How the installation is doing')
  async summaryBelowApi(@Res({ passthrough: true }) response: Response) {
    return answer(response, await this.health.summary());
  }

  /** The process lives. Touches no dependency. */
  @Get('health/live')
  @Public(WHY, { token: 'ignored' })
  @Returns(liveSchema)
  @Summary('Whether the process lives')
  live() {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @Public(WHY, { token: 'ignored' })
  @Returns(healthSchema)
  @Unhealthy()
  @Summary('Whether it takes requests')
  async ready(@Res({ passthrough: true }) response: Response) {
    return answer(response, await this.health.ready());
  }

  @Get('health/startup')
  @Public(WHY, { token: 'ignored' })
  @Returns(healthSchema)
  @Unhealthy()
  @Summary('Whether it has started')
  async startup(@Res({ passthrough: true }) response: Response) {
    return answer(response, await this.health.startup());
  }

  @Get('health/plugins')
  @Requires('operations:read')
  @Returns(installedPluginHealthSchema, { list: true })
  @Summary('How each plugin is doing')
  async plugins(@Caller() caller: Principal) {
    return (await this.health.plugins()).map((report) => pluginHealthView(report, caller.role === 'operator'));
  }
}

const answer = (response: Response, health: Health): Health => {
  if (isUnhealthy(health)) markUnhealthy(response);
  return withErrorBody(health, requireContext().requestId);
};
