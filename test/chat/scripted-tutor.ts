import { Tutor, type TutorQuestion, type TutorReply } from '../../src/domains/chat/tutor.js';
import { requireContext } from '../../src/platform/context/request-context.js';
import { eventually } from '../../src/testing/eventually.js';
import type { TestServer } from '../../src/testing/test-server.js';

/**
 * An engine that does as it is told: `hold <name>` says a little and goes on when the test lets it, `deaf` never ends and heeds
 * nothing, `fail` breaks, `ramble` says more than a reply may have, everything else is repeated.
 */
export class ScriptedTutor {
  readonly asked: TutorQuestion[] = [];
  /** The institution and the person as whom it was asked. */
  readonly askedAs: (string | undefined)[] = [];
  private readonly gates = new Map<string, PromiseWithResolvers<void>>();

  /** In place of the server's engine. */
  static in(server: Pick<TestServer, 'get'>): ScriptedTutor {
    const scripted = new ScriptedTutor();
    Object.assign(server.get(Tutor), { reply: (question: TutorQuestion, signal: AbortSignal) => scripted.reply(question, signal) });
    return scripted;
  }

  /** Lets whoever is held go on; what is held under the name later goes on at once. */
  release(name: string): void {
    this.gate(name).resolve();
  }

  /** Until it has been asked this. */
  heard(content: string): Promise<TutorQuestion> {
    return eventually(() => this.asked.find((question) => question.content === content));
  }

  private gate(name: string): PromiseWithResolvers<void> {
    const known = this.gates.get(name) ?? Promise.withResolvers<void>();
    this.gates.set(name, known);
    return known;
  }

  private async *reply(question: TutorQuestion, signal: AbortSignal): AsyncGenerator<string, TutorReply, void> {
    this.asked.push(question);
    const { tenantId, principal } = requireContext();
    this.askedAs.push(tenantId, principal?.userId);
    const [act, name = ''] = question.content.split(' ');
    if (act === 'fail') throw new Error('The engine broke');
    yield 'You said: ';
    if (act === 'ramble') {
      const much = Array.from({ length: 500 }, () => 'and so on and on '.repeat(10));
      yield* much;
      return { content: `You said: ${much.join('')}`, metadata: { engine: 'script', citations: [], kind: 'answer' } };
    }
    if (act === 'deaf') await new Promise(() => undefined);
    if (act === 'hold') {
      const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      await Promise.race([this.gate(name).promise, aborted]);
    }
    yield question.content;
    return { content: `You said: ${question.content}`, metadata: { engine: 'script', citations: [], kind: 'answer' } };
  }
}
