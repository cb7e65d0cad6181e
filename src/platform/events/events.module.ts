import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { KafkaPublisher } from '../kafka/kafka-publisher.js';
import { ConsumerAttempt } from './consumer-attempt.js';
import { ConsumerBreakers } from './consumer-breakers.js';
import { ConsumerDoors } from './consumer-doors.js';
import { ConsumerPace } from './consumer-pace.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { ConsumerRunner } from './consumer-runner.js';
import { DeadLetterBox } from './dead-letter-box.js';
import { EventDelivery, EventRelayTarget } from './event-delivery.js';
import { EventDispatcher } from './event-dispatcher.js';
import { EventKeeping } from './event-keeping.js';
import { FailingConsumers } from './failing-consumers.js';
import { KeyDrainer } from './key-drainer.js';
import { OutboxAnnouncer } from './outbox-announcer.js';
import { OutboxRelay } from './outbox-relay.js';
import { ParkedGate } from './parked-gate.js';
import { ParkedQueues } from './parked-queues.js';
import { ParkedRedriver } from './parked-redriver.js';
import { ParkedSignal } from './parked-signal.js';
import { Parking } from './parking.js';

/** Events from the outbox to their consumers. */
@Global()
@Module({
  providers: [
    ConsumerAttempt,
    ConsumerBreakers,
    ConsumerDoors,
    ConsumerPace,
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
    EventKeeping,
    FailingConsumers,
    KeyDrainer,
    OutboxAnnouncer,
    OutboxRelay,
    ParkedGate,
    ParkedQueues,
    ParkedRedriver,
    ParkedSignal,
    Parking,
  ],
  exports: [EventDelivery, EventRelayTarget, ConsumerRegistry, DeadLetterBox, ConsumerBreakers, FailingConsumers, ParkedRedriver, Parking],
})
export class EventsModule {}
