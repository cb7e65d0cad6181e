import { CourseImport } from '../../src/domains/course-archive/course-import.js';
import { readArchiveFolder } from '../../src/domains/course-archive/read-archive-folder.js';
import { type SaidBefore, Tutor, type TutorQuestion, type TutorReply } from '../../src/domains/chat/tutor.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { SEED_FILES } from '../../src/seed/seed-files.js';
import type { TestServer } from '../../src/testing/test-server.js';

/** Brings the demo course into a tenant. */
export const importDemoCourse = async (server: TestServer, tenantId: string): Promise<void> => {
  const archive = await readArchiveFolder(SEED_FILES.course);
  await runForTenant(tenantId, () => server.get(CourseImport).run(archive));
};

type More = Partial<TutorQuestion>;

/** A learner who asks, and remembers what was said. */
export class Learner {
  readonly history: SaidBefore[] = [];

  constructor(
    private readonly server: TestServer,
    private readonly tenantId: string,
    private readonly studentId: string,
  ) {}

  /** Asks in a conversation of its own. */
  ask(content: string, more: More = {}): Promise<TutorReply> {
    return this.hear(content, { history: [], ...more });
  }

  /** Asks in the conversation that is going on. */
  async goOn(content: string, more: More = {}): Promise<TutorReply> {
    const reply = await this.hear(content, { history: [...this.history], ...more });
    const { exerciseId } = more.about ?? {};
    this.history.push({ role: 'user', content, metadata: exerciseId === undefined ? {} : { exercise_id: exerciseId } });
    this.history.push({ role: 'assistant', content: reply.content, metadata: JSON.parse(JSON.stringify(reply.metadata)) });
    return reply;
  }

  /** The reply; throws when what was yielded is not what it says. */
  private hear(content: string, more: More): Promise<TutorReply> {
    const { server, tenantId, studentId } = this;
    const none = { sessionId: '', topic: null, history: [], about: {} };
    const question: TutorQuestion = { ...none, studentId, agentType: 'tutor', askedAt: new Date(), content, ...more };
    return runForTenant(tenantId, async () => {
      const words = server.get(Tutor).reply(question, new AbortController().signal);
      for (let said = ''; ;) {
        const step = await words.next();
        if (!step.done) {
          said += step.value;
          continue;
        }
        if (said !== step.value.content) throw new Error(`Said ${JSON.stringify(said)} and returned ${JSON.stringify(step.value.content)}`);
        return step.value;
      }
    });
  }
}
