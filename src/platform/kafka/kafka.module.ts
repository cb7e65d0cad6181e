import { Global, Module } from '@nestjs/common';
import { IncomingBatches } from './incoming-batches.js';
import { KafkaHealth } from './kafka-health.js';
import { KafkaIntake } from './kafka-intake.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { KafkaWatch } from './kafka-watch.js';

/** Events through Kafka, when the installation has one. Without one nothing here does anything. */
@Global()
@Module({
  providers: [IncomingBatches, KafkaHealth, KafkaIntake, KafkaPublisher, KafkaWatch],
  exports: [KafkaHealth, KafkaPublisher],
})
export class KafkaModule {}
