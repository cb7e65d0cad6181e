import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DegradingChecks } from './degrading-checks.js';
import { HealthController } from './health.controller.js';
import { InstallationHealth } from './installation-health.js';
import { OpsServer } from './ops-server.js';

/** How the installation is, for those who watch it. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [DegradingChecks, InstallationHealth, OpsServer],
})
export class HealthModule {}
