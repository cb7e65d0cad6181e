import { sharedKafka, WITHOUT_KAFKA } from '../../support/kafka.js';

/** A way from the outbox to the handlers, which promises what the others promise. */
export interface EventPath {
  readonly name: string;
  readonly skip: string | false;
  /** Answers what processes are configured with to use it. */
  open(): Promise<NodeJS.ProcessEnv>;
  close(): Promise<void>;
}

export const inProcess: EventPath = {
  name: 'in process',
  skip: false,
  open: () => Promise.resolve({}),
  close: () => Promise.resolve(),
};

export const throughKafka: EventPath = {
  name: 'through Kafka',
  skip: WITHOUT_KAFKA,
  open: async () => (await sharedKafka()).environment,
  close: () => Promise.resolve(),
};

export const eventPaths: readonly EventPath[] = [inProcess, throughKafka];
