import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type DomainError, TooMany, Unavailable } from '../../sdk/errors.js';
import { type Counter, Metrics } from '../telemetry/metrics.js';
import { clientAddress } from '../throttling/addresses.js';
import { MessageBucket } from './message-bucket.js';

/** Connections a minute and address: far above every school's, a brake for floods only. */
const OPENINGS_PER_MINUTE = 3000;
/** Transports of people who have shown no token yet. */
const MOST_AT_THE_DOOR = 3000;
/** Packets of one transport, before anybody looks at what they are: well above what its messages may be. */
const PACKETS = { capacity: 300, perSecond: 100 };
const MOST_FAILED_TRIES = 3;

/** The parts of an Engine.IO socket that are needed here. */
interface Transport {
  on(event: 'packet', listener: () => void): unknown;
  close(discard?: boolean): unknown;
}

/** Keeps those out who only knock: nobody knows yet who they are. */
@Injectable()
export class LiveDoor {
  private readonly openings = new RateLimiterMemory({ points: OPENINGS_PER_MINUTE, duration: 60 });
  private readonly failed = new WeakMap<object, number>();

  private readonly refusals: Counter<'error_code'>;

  constructor(metrics: Metrics) {
    this.refusals = metrics.counter('lectern_live_refused_total', 'Connections that were not let in, by error', ['error_code']);
  }

  /** Throws `TooMany` when too many come from one address, `Unavailable` when too many stand at the door. The machine itself is exempt, as for requests. */
  async assertOpen(address: string | undefined, strangers: number): Promise<void> {
    if (strangers > MOST_AT_THE_DOOR) throw new Unavailable('server', 5);
    const { block, loopback } = clientAddress(address ?? '');
    if (loopback) return;
    try {
      await this.openings.consume(block);
    } catch (refused) {
      throw refused instanceof RateLimiterRes ? new TooMany(refused.msBeforeNext / 1000) : refused;
    }
  }

  /** Cuts a transport on which more comes than anybody could mean. */
  watch(transport: Transport): void {
    const bucket = new MessageBucket(PACKETS);
    transport.on('packet', () => {
      if (bucket.take() === 'taken') return;
      // messages that came together are counted together, before the first is looked at: it may have to be told why
      setImmediate(() => transport.close(true));
    });
  }

  /** Somebody was not let in: they may try again, not for ever. */
  refused(transport: Transport, { code }: DomainError): void {
    this.refusals.inc({ error_code: code });
    const tries = (this.failed.get(transport) ?? 0) + 1;
    this.failed.set(transport, tries);
    // what it was told has to leave first
    if (tries >= MOST_FAILED_TRIES) setImmediate(() => transport.close());
  }
}
