import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { runForTenant } from '../../../platform/context/request-context.js';
import { loggableError } from '../../../platform/telemetry/loggable-error.js';
import { logger } from '../../../platform/telemetry/logger.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { STANDINGS } from '../chat-sql.js';
import { ChatSignal } from './chat-signal.js';
import { type Standing, WatchedSession, type Watcher } from './watched-session.js';

/** Everything is asked for again, should a word have got lost on its way from another process. */
const POLL_MS = 3000;

interface Entry {
  readonly tenantId: string;
  readonly session: WatchedSession;
  readonly off: () => void;
}

/**
 * Shows connections what happens in their sessions, whichever process it happens in: rows are read when a signal comes, and every
 * few seconds besides, so that nothing is missed, doubled or out of order. Only pieces of replies in the making are passed on within the process alone.
 */
@Injectable()
export class ChatFeed implements OnModuleDestroy {
  private readonly entries = new Map<string, Entry>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly signal: ChatSignal,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Tells the watcher of everything after this standing, from the next turn of the event loop on, until what is returned is called. */
  watch(sessionId: string, standing: Standing, watcher: Watcher): () => void {
    const entry = this.entries.get(sessionId) ?? this.open(sessionId, standing);
    entry.session.add(watcher, standing);
    setImmediate(() => void this.catchUp(entry));
    return () => {
      entry.session.remove(watcher);
      if (!entry.session.isWatched) this.close(sessionId, entry);
    };
  }

  /** Until everybody here has been told what was said so far. */
  async caughtUp(sessionId: string): Promise<void> {
    const entry = this.entries.get(sessionId);
    if (entry) await this.catchUp(entry);
  }

  /** A piece of a reply in the making. */
  delta(sessionId: string, content: string): void {
    this.entries.get(sessionId)?.session.delta(content);
  }

  private open(sessionId: string, { position, is_over: isOver }: Standing): Entry {
    const session = new WatchedSession(sessionId, this.uow, position, isOver);
    const off = this.signal.listen(sessionId, (change) => change !== 'let-go' && void this.catchUp(entry, change === 'ended'));
    const entry: Entry = { tenantId: this.uow.tenantId, session, off };
    this.entries.set(sessionId, entry);
    this.timer ??= setInterval(() => void this.poll(), POLL_MS).unref();
    return entry;
  }

  private close(sessionId: string, entry: Entry): void {
    if (this.entries.get(sessionId) !== entry) return;
    entry.off();
    this.entries.delete(sessionId);
    if (this.entries.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async catchUp({ tenantId, session }: Entry, mayBeOver = false): Promise<void> {
    try {
      await runForTenant(tenantId, () => session.catchUp(mayBeOver));
    } catch (error) {
      logger.debug({ failure: loggableError(error) }, 'what is new in a conversation cannot be read now');
    }
  }

  /** One statement for each institution somebody is connected from. */
  private async poll(): Promise<void> {
    for (const [tenantId, entries] of Map.groupBy(this.entries.values(), (entry) => entry.tenantId)) {
      try {
        await runForTenant(tenantId, () => this.compare(entries));
      } catch (error) {
        logger.debug({ failure: loggableError(error) }, 'what is new in conversations cannot be asked now');
      }
    }
  }

  private async compare(entries: readonly Entry[]): Promise<void> {
    const ids = entries.map(({ session }) => session.id);
    const standings = new Map((await this.uow.query<Standing & { id: string }>(STANDINGS, [ids])).map((row) => [row.id, row]));
    for (const entry of entries) {
      const standing = standings.get(entry.session.id);
      if (!standing) entry.session.gone();
      else if (entry.session.isBehind(standing)) await this.catchUp(entry, standing.is_over);
    }
  }
}
