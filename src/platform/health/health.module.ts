import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { InstallationHealth } from './installation-health.js';
import { OpsServer } from './ops-server.js';

/** How the installation is, for those who watch it. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [InstallationHealth, OpsServer],
})
export class HealthModule {}
