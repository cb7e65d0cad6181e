import { Injectable } from '@nestjs/common';
import { loggableError } from '../../../platform/telemetry/loggable-error.js';
import { logger } from '../../../platform/telemetry/logger.js';
import { DomainError } from '../../../sdk/errors.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { LEASE_SECONDS, LET_GO, type MessageRow, RENEW, TAKE_OVER } from '../chat-sql.js';
import { ChatSignal } from '../feed/chat-signal.js';

const ASK_AGAIN_MS = 1000;
const RENEW_MS = (LEASE_SECONDS * 1000) / 3;
/** Who has waited for so long behind other messages of the conversation is told. */
const PATIENCE_MS = 60_000;

const tooLong = (): DomainError => new DomainError(504, 'TIMEOUT', 'Earlier messages of this conversation are still being answered');
const takenOver = (): DomainError => new DomainError(504, 'TIMEOUT', 'It took too long, and somebody else answers this message');

/**
 * Messages of one conversation are answered one after another, whichever process they came to. Who is at work on a reply says
 * so in the message's row, and again while it lasts: of a process that died the next message knows after a few seconds.
 */
@Injectable()
export class ReplyTurns {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly signal: ChatSignal,
  ) {}

  /** Until every earlier message of the conversation is answered or given up. Holds no connection. Throws the reason of `stop`. */
  async wait({ id, session_id: sessionId }: MessageRow, stop: AbortSignal): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const change = this.nextChange(sessionId, stop);
      try {
        if (await this.renew(id)) return;
        stop.throwIfAborted();
        if (performance.now() >= end) throw tooLong();
        await change.heard;
      } finally {
        change.end();
      }
      stop.throwIfAborted();
    }
  }

  /** Says again and again that somebody is at work on the reply, until what it returns is called. */
  hold(messageId: string): () => void {
    const renewing = setInterval(() => {
      this.renew(messageId).catch((error: unknown) => logger.debug({ failure: loggableError(error) }, 'a reply was not claimed again'));
    }, RENEW_MS);
    renewing.unref();
    return () => clearInterval(renewing);
  }

  /** Whether this process may make the reply to a message that nobody is at work on. */
  async takeOver(messageId: string): Promise<boolean> {
    return this.uow.run(async (em) => (await em.query<[unknown[], number]>(TAKE_OVER, [messageId]))[1] > 0);
  }

  /** There will be no reply for now: the next message has its turn. */
  async letGo({ id, session_id: sessionId }: MessageRow): Promise<void> {
    try {
      await this.uow.run((em) => em.query(LET_GO, [id]));
    } catch (error) {
      logger.debug({ failure: loggableError(error) }, 'a message counts as awaited for a few seconds more');
    }
    this.signal.changed(sessionId, 'let-go');
  }

  /** Resolves with the next change of the session, or after a while. */
  nextChange(sessionId: string, stop?: AbortSignal): { readonly heard: Promise<void>; end(): void } {
    let wake: () => void = () => undefined;
    const heard = new Promise<void>((resolve) => (wake = resolve));
    const off = this.signal.listen(sessionId, () => wake());
    const timer = setTimeout(wake, ASK_AGAIN_MS);
    stop?.addEventListener('abort', wake, { once: true });
    return {
      heard,
      end: () => {
        off();
        clearTimeout(timer);
        stop?.removeEventListener('abort', wake);
      },
    };
  }

  private async renew(messageId: string): Promise<boolean> {
    const [rows] = await this.uow.run((em) => em.query<[{ is_next: boolean }[], number]>(RENEW, [messageId]));
    const [row] = rows;
    if (!row) throw takenOver();
    return row.is_next;
  }
}
