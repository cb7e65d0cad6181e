/** Where in the institution's own courses something stands. */
export interface Citation {
  readonly course_id: string;
  readonly course_title: string;
  readonly chapter_id: string;
  readonly chapter_title: string;
  /** The heading within the chapter; what stands before the first has the chapter's title over it. */
  readonly heading: string;
}

/** What was said before, oldest first. */
export interface SaidBefore {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export const AGENT_TYPES = ['tutor', 'mentor', 'debugger', 'examiner', 'motivator'] as const;
export type AgentType = (typeof AGENT_TYPES)[number];

/** What a learner asks, with what is known around it. */
export interface TutorQuestion {
  readonly sessionId: string;
  readonly studentId: string;
  readonly agentType: AgentType;
  readonly topic: string | null;
  /** The last ones only. */
  readonly history: readonly SaidBefore[];
  readonly content: string;
  /** A reply whose process died is made again: what was done for it since then is not done twice. */
  readonly askedAt: Date;
  /** What the learner looks at, if the front end says so; each must be visible to the learner. */
  readonly about: { readonly courseId?: string; readonly chapterId?: string; readonly exerciseId?: string };
}

/** The whole reply, as it is stored. */
export interface TutorReply {
  readonly content: string;
  readonly metadata: {
    /** What answered: `rules`, or the model that did. */
    readonly engine: string;
    readonly citations: readonly Citation[];
    /** `answer`: it cites; `hint`: the exercise's next hint; `question`: it asks back, since nothing fits; `encouragement`: nothing was asked. */
    readonly kind: 'answer' | 'hint' | 'question' | 'encouragement';
    readonly [more: string]: unknown;
  };
}

/**
 * Answers learners. Called outside of any transaction, with the tenant and the learner as context: it sees what the learner may
 * see, and nothing else. An engine that costs or leaves the house stands behind the same port.
 */
export abstract class Tutor {
  /** Yields the text piece by piece, and returns the whole. Ends early when `signal` is aborted. */
  abstract reply(question: TutorQuestion, signal: AbortSignal): AsyncGenerator<string, TutorReply, void>;
}
