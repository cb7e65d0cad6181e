import { type KafkaCorner, sharedKafka, WITHOUT_KAFKA } from '../../support/kafka.js';
import { KafkaView } from './kafka-view.js';

/** A way from the outbox to the handlers, which promises what the others promise. */
export interface EventPath {
  readonly name: string;
  readonly skip: string | false;
  /** Answers what processes are configured with to use it. */
  open(): Promise<NodeJS.ProcessEnv>;
  /** Whether events have gone this way. */
  wasUsed(): Promise<boolean>;
}

export const inProcess: EventPath = {
  name: 'in process',
  skip: false,
  open: () => Promise.resolve({}),
  wasUsed: () => Promise.resolve(true),
};

class ThroughKafka implements EventPath {
  readonly name = 'through Kafka';
  readonly skip = WITHOUT_KAFKA;
  private corner: KafkaCorner | undefined;

  async open(): Promise<NodeJS.ProcessEnv> {
    this.corner = await sharedKafka();
    return this.corner.environment;
  }

  async wasUsed(): Promise<boolean> {
    return this.corner !== undefined && (await new KafkaView(this.corner).messages()) > 0;
  }
}

export const throughKafka: EventPath = new ThroughKafka();

export const eventPaths: readonly EventPath[] = [inProcess, throughKafka];
