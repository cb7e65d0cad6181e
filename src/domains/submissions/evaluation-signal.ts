import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { runForTenant } from '../../platform/context/request-context.js';
import { ProcessBus } from '../../platform/realtime/bus/process-bus.js';
import { logger } from '../../platform/telemetry/logger.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

const TOPIC = 'submissions.changed';
const POLL_MS = 1000;
/** Beyond this, callers are told at once that their submission is queued. */
const MOST_WAITING = 1000;
const DECIDED = `SELECT id FROM core.submission WHERE id = ANY($1::uuid[]) AND status IN ('evaluated', 'error')`;

/** A submission somebody may wait for. */
export interface EvaluatedSubmission {
  readonly id: string;
  readonly tenantId: string;
  readonly studentId: string;
  /** Whether nothing more is going to happen by itself. */
  readonly decided: boolean;
}

interface Waiter {
  readonly tenantId: string;
  readonly submissionId: string;
  wake(): void;
}

/** Somebody who wants to know when a submission is evaluated. */
export interface Expectation {
  /** Until it is evaluated, the time is over, nobody listens any more or the process ends. Holds no transaction and no connection. */
  within(ms: number, signal?: AbortSignal): Promise<void>;
  /** Not wanted any more. */
  drop(): void;
}

const NOTHING: Expectation = { within: () => Promise.resolve(), drop: () => undefined };

/**
 * Tells who waits for a submission that it was evaluated: in this process at once, from others by the bus, and by asking
 * for all of them together every second, should that get lost.
 */
@Injectable()
export class EvaluationSignal implements OnModuleInit, BeforeApplicationShutdown {
  private readonly listeners: ((submission: EvaluatedSubmission) => void)[] = [];
  private readonly waiters = new Map<string, Set<Waiter>>();
  private count = 0;
  private poll: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    private readonly bus: ProcessBus,
    private readonly uow: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.bus.on<EvaluatedSubmission>(TOPIC, (submission) => this.tell(submission));
  }

  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const id of [...this.waiters.keys()]) this.wake(id);
  }

  /** Calls back when a submission was evaluated or otherwise changed, in whichever process. */
  onChange(listener: (submission: EvaluatedSubmission) => void): void {
    this.listeners.push(listener);
  }

  /** Call it after the commit that changed the submission. */
  changed(submission: EvaluatedSubmission): void {
    this.tell(submission);
    this.bus.say(TOPIC, submission);
  }

  /** Begins to listen, before the submission is committed, so that nothing is missed. Drop it when it is not waited for. */
  expect(submissionId: string): Expectation {
    if (this.closing || this.count >= MOST_WAITING) return NOTHING;
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const waiter: Waiter = { tenantId: this.uow.tenantId, submissionId, wake };
    this.add(waiter);
    const within = async (ms: number, signal?: AbortSignal): Promise<void> => {
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake, { once: true });
      if (signal?.aborted) wake();
      await woken;
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      this.remove(waiter);
    };
    return { within, drop: () => this.remove(waiter) };
  }

  private tell(submission: EvaluatedSubmission): void {
    if (submission.decided) this.wake(submission.id);
    for (const listener of this.listeners) listener(submission);
  }

  private wake(submissionId: string): void {
    for (const waiter of this.waiters.get(submissionId) ?? []) waiter.wake();
  }

  private add(waiter: Waiter): void {
    const known = this.waiters.get(waiter.submissionId);
    if (known) known.add(waiter);
    else this.waiters.set(waiter.submissionId, new Set([waiter]));
    this.count += 1;
    this.poll ??= setInterval(() => void this.ask(), POLL_MS).unref();
  }

  private remove(waiter: Waiter): void {
    const known = this.waiters.get(waiter.submissionId);
    if (!known?.delete(waiter)) return;
    this.count -= 1;
    if (known.size === 0) this.waiters.delete(waiter.submissionId);
    if (this.count > 0) return;
    clearInterval(this.poll);
    this.poll = undefined;
  }

  /** One statement for each institution somebody waits in. */
  private async ask(): Promise<void> {
    const waiting = [...this.waiters.values()].flatMap((some) => [...some]);
    for (const [tenantId, some] of Map.groupBy(waiting, (waiter) => waiter.tenantId)) {
      const ids = [...new Set(some.map((waiter) => waiter.submissionId))];
      try {
        const rows = await runForTenant(tenantId, () => this.uow.query<{ id: string }>(DECIDED, [ids]));
        for (const { id } of rows) this.wake(id);
      } catch (error) {
        logger.debug({ err: error }, 'whether submissions are evaluated cannot be asked now');
      }
    }
  }
}
