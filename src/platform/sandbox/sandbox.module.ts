import { type DynamicModule, Module } from '@nestjs/common';
import { RunnerConnection } from './runner-connection.js';
import { RunnerSandbox } from './runner-sandbox.js';
import { Sandbox } from './sandbox.js';
import { SandboxHealth } from './sandbox-health.js';

/** The door to the runner. */
@Module({})
export class SandboxModule {
  static forRoot(connection: RunnerConnection): DynamicModule {
    return {
      module: SandboxModule,
      global: true,
      providers: [
        { provide: RunnerConnection, useValue: connection },
        RunnerSandbox,
        { provide: Sandbox, useExisting: RunnerSandbox },
        SandboxHealth,
      ],
      exports: [Sandbox, SandboxHealth],
    };
  }
}
