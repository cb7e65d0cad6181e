import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { within } from '../../../platform/background/within.js';
import { withoutRiders } from '../../../platform/context/request-context.js';
import { type Histogram, Metrics } from '../../../platform/telemetry/metrics.js';
import { DomainError, Unavailable } from '../../../sdk/errors.js';
import type { MessageRow, SessionRow } from '../chat-sql.js';
import { sessionEnded } from '../chat-sessions.js';
import { ChatFeed } from '../feed/chat-feed.js';
import { ChatSignal } from '../feed/chat-signal.js';
import { Tutor, type TutorQuestion } from '../tutor.js';
import { hearTutor } from './hear-tutor.js';
import { ReplyStore, type Asked } from './reply-store.js';
import { ReplyTurns } from './reply-turns.js';
import { RunningReply } from './running-reply.js';

const TUTOR_MS = 30_000;
/** How long a process that ends lets the tutor finish. */
const LAST_WORDS_MS = 5000;
/** Somebody else's reply is waited for no longer than it can take. */
const PATIENCE_MS = 90_000;

const timedOut = (): DomainError => new DomainError(504, 'TIMEOUT', 'The tutor took too long');

/** Has the tutor answer: outside of any transaction, whether or not anybody still listens, one message of a conversation at a time. */
@Injectable()
export class Replies implements BeforeApplicationShutdown {
  private readonly running = new Map<string, RunningReply>();
  private readonly took: Histogram<'outcome'>;

  constructor(
    private readonly tutor: Tutor,
    private readonly turns: ReplyTurns,
    private readonly store: ReplyStore,
    private readonly signal: ChatSignal,
    private readonly feed: ChatFeed,
    metrics: Metrics,
  ) {
    const help = 'How long replies in conversations took from the message on, by how they ended';
    this.took = metrics.durations('lectern_chat_reply_duration_seconds', help, ['outcome'], [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    const running = [...this.running.values()];
    const done = Promise.allSettled(running.map((reply) => reply.done));
    await within(LAST_WORDS_MS, done);
    for (const reply of running) reply.stop(new Unavailable('server'));
    await done;
  }

  /** Begins to answer a message that was just stored. */
  begin(session: SessionRow, { message, isNext }: Asked): RunningReply {
    const reply = new RunningReply((say, stopped) => {
      const tell = (piece: string): void => {
        say(piece);
        this.feed.delta(session.id, piece);
      };
      return withoutRiders(() => this.make(session, { message, isNext }, tell, stopped));
    });
    const heedEnd = this.signal.listen(session.id, (change) => change === 'ended' && reply.stop(sessionEnded()));
    this.running.set(message.id, reply);
    const startedAt = performance.now();
    const over = (outcome: string): void => {
      heedEnd();
      this.running.delete(message.id);
      this.took.observe({ outcome }, (performance.now() - startedAt) / 1000);
    };
    reply.done.then(
      () => over('answered'),
      (error: unknown) => over(error instanceof DomainError ? error.code.toLowerCase() : 'failed'),
    );
    return reply;
  }

  /** The reply to a message of before: as it is stored, or as soon as whoever makes it is done, or made now. */
  async resume(session: SessionRow, message: MessageRow): Promise<MessageRow> {
    const end = performance.now() + PATIENCE_MS;
    while (performance.now() < end) {
      const running = this.running.get(message.id);
      if (running) return running.done;
      const change = this.turns.nextChange(session.id);
      try {
        const stored = await this.store.replyTo(message.id);
        if (stored) return stored;
        if (await this.turns.takeOver(message.id)) return await this.begin(session, { message, isNext: false }).done;
        await change.heard;
      } finally {
        change.end();
      }
    }
    throw timedOut();
  }

  private async make(
    session: SessionRow,
    { message, isNext }: Asked,
    say: (piece: string) => void,
    stopped: AbortSignal,
  ): Promise<MessageRow> {
    const release = this.turns.hold(message.id);
    try {
      if (!isNext) await this.turns.wait(message, stopped);
      // Nobody hears a piece of the reply before the message.
      await this.feed.caughtUp(session.id);
      const question = { ...questionOf(session, message), history: await this.store.before(message) };
      const patience = AbortSignal.timeout(TUTOR_MS);
      const signal = AbortSignal.any([stopped, patience]);
      const reply = await hearTutor(this.tutor.reply(question, signal), signal, say).catch((error: unknown) => {
        throw patience.aborted && !stopped.aborted ? timedOut() : error;
      });
      return await this.store.reply(session, message, reply);
    } catch (error) {
      await this.turns.letGo(message);
      throw error;
    } finally {
      release();
    }
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const questionOf = (session: SessionRow, { content, metadata, created_at: askedAt }: MessageRow): Omit<TutorQuestion, 'history'> => {
  const [courseId, chapterId, exerciseId] = [metadata.course_id, metadata.chapter_id, metadata.exercise_id].map(textOf);
  return {
    sessionId: session.id,
    studentId: session.student_id,
    agentType: session.agent_type,
    topic: session.topic,
    content,
    askedAt: new Date(askedAt),
    about: { ...(courseId && { courseId }), ...(chapterId && { chapterId }), ...(exerciseId && { exerciseId }) },
  };
};
