import type { INestApplication } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { EventDispatcher } from './event-dispatcher.js';
import { EventsModule } from './events.module.js';

/**
 * Registers every `@OnEvent` method as a consumer. Call it once, after the plugins are loaded and before the application
 * is initialised. Nothing of the application's guards, pipes and interceptors runs for events: the dispatcher is the gate.
 */
export const connectEvents = (app: INestApplication): void => {
  const strategy = app.select(EventsModule).get(EventDispatcher);
  app.connectMicroservice<MicroserviceOptions>({ strategy }, { inheritAppConfig: false });
};
