import { NotFound } from '../../../sdk/errors.js';
import type { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { NO_SESSION } from '../chat-access.js';
import { type MessageRow, ONE_SESSION, type SessionRow, SINCE } from '../chat-sql.js';
import type { ChatFrame } from '../frames.js';

const BATCH = 100;

/** Where a session stands: how much was said, and whether it is over. */
export interface Standing {
  readonly position: number;
  readonly is_over: boolean;
}

/** Somebody who wants to be told what happens in a session. */
export interface Watcher {
  take(frame: ChatFrame): void;
  /** There is no such session any more. */
  gone(error: NotFound): void;
}

/** A session that somebody watches here. Everybody is told everything that was said since they came, once and in order. */
export class WatchedSession {
  /** With what each knows already. */
  private readonly watchers = new Map<Watcher, Standing>();
  private reading: Promise<void> = Promise.resolve();
  private isReading = false;
  private again = false;
  private mayBeOver = false;

  constructor(
    readonly id: string,
    private readonly uow: UnitOfWork,
    private position: number,
    private isOver: boolean,
  ) {}

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  add(watcher: Watcher, known: Standing): void {
    this.watchers.set(watcher, known);
  }

  remove(watcher: Watcher): void {
    this.watchers.delete(watcher);
  }

  isBehind({ position, is_over: isOver }: Standing): boolean {
    return position > this.position || isOver !== this.isOver;
  }

  /** A piece of the reply that is being made in this process. */
  delta(content: string): void {
    this.tell({ type: 'delta', content });
  }

  gone(): void {
    for (const watcher of [...this.watchers.keys()]) watcher.gone(new NotFound(NO_SESSION));
  }

  /** Reads what is new, and tells it; what comes while it reads is read right after. Within the session's tenant. */
  catchUp(mayBeOver = false): Promise<void> {
    this.mayBeOver ||= mayBeOver;
    if (this.isReading) this.again = true;
    else this.reading = this.read();
    return this.reading;
  }

  private async read(): Promise<void> {
    this.isReading = true;
    try {
      do {
        this.again = false;
        const said = await this.uow.query<MessageRow & { position: number }>(SINCE, [this.id, this.position, BATCH]);
        for (const { position, ...message } of said) {
          this.position = position;
          this.tell({ type: message.role === 'assistant' ? 'reply' : 'message', message }, (known) => position > known.position);
        }
        if (said.length === BATCH) this.again = true;
        else if (this.mayBeOver) await this.readEnd();
      } while (this.again);
    } finally {
      // in the same step as the last look: what is signalled between the two would be lost
      this.isReading = false;
    }
  }

  private async readEnd(): Promise<void> {
    this.mayBeOver = false;
    if (this.isOver) return;
    const [session] = await this.uow.query<SessionRow>(ONE_SESSION, [this.id]);
    if (!session || session.is_active) return;
    this.isOver = true;
    this.tell({ type: 'ended', session }, (known) => !known.is_over);
  }

  private tell(frame: ChatFrame, isNews: (known: Standing) => boolean = () => true): void {
    for (const [watcher, known] of [...this.watchers]) if (isNews(known)) watcher.take(frame);
  }
}
