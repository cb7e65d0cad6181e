import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { KafkaPublisher } from '../kafka/kafka-publisher.js';
import { ConsumerBreakers } from './consumer-breakers.js';
import { ConsumerDoors } from './consumer-doors.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { ConsumerRunner } from './consumer-runner.js';
import { DeadLetterBox } from './dead-letter-box.js';
import { EventDelivery, EventRelayTarget } from './event-delivery.js';
import { EventDispatcher } from './event-dispatcher.js';
import { FailingConsumers } from './failing-consumers.js';
import { KeyDrainer, ParkedStores } from './key-drainer.js';
import { OutboxAnnouncer } from './outbox-announcer.js';
import { OutboxRelay } from './outbox-relay.js';
import { ParkedRedriver } from './parked-redriver.js';
import { Parking } from './parking.js';

/** Events from the outbox to their consumers. */
@Global()
@Module({
  providers: [
    ConsumerBreakers,
    ConsumerDoors,
    ConsumerRegistry,
    ConsumerRunner,
    DeadLetterBox,
    EventDelivery,
    {
      provide: EventRelayTarget,
      inject: [Config, EventDelivery, KafkaPublisher],
      useFactory: ({ kafka }: Config, delivery: EventDelivery, publisher: KafkaPublisher) => (kafka ? publisher : delivery),
    },
    EventDispatcher,
    FailingConsumers,
    KeyDrainer,
    OutboxAnnouncer,
    OutboxRelay,
    ParkedRedriver,
    ParkedStores,
    Parking,
  ],
  exports: [EventDelivery, ConsumerRegistry, DeadLetterBox, ConsumerBreakers, FailingConsumers, ParkedRedriver, Parking],
})
export class EventsModule {}
