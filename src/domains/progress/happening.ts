/** How far a learning record can be trusted. */
export const TRUST_LEVELS = ['server_graded', 'staff', 'imported', 'client_asserted'] as const;
export type Trust = (typeof TRUST_LEVELS)[number];

interface QuizAttemptScore {
  readonly courseId: string;
  readonly quizId: string;
  readonly attemptId: string;
  /** 0 to 1. */
  readonly score: number;
}

/** What happened, as the log keeps it. */
export type Entry =
  /** Counts once, ever. */
  | { readonly kind: 'chapter_completed'; readonly courseId: string; readonly chapterId: string }
  /** 0 to 100; replaces the percentage said before. */
  | { readonly kind: 'course_percent_set'; readonly courseId: string; readonly percent: number }
  /** Counts once per attempt. */
  | ({ readonly kind: 'quiz_attempt_graded' } & QuizAttemptScore)
  /** Replaces the score of that attempt. */
  | ({ readonly kind: 'quiz_attempt_regraded' } & QuizAttemptScore)
  /** Score 0 to 100, time in seconds. Counts once per record. */
  | {
      readonly kind: 'record_added';
      readonly recordId: string;
      readonly subject: string;
      readonly topic: string;
      readonly score: number;
      readonly timeSpent: number;
      readonly completed: boolean;
    }
  /** Score 0 to 100. Counts once per assessment. */
  | {
      readonly kind: 'assessment_completed';
      readonly assessmentId: string;
      readonly subject: string;
      readonly topic: string;
      readonly score: number;
    }
  /** Score 0 to 100. Of each submission the latest evaluation counts; one of the same instant is the same one. */
  | { readonly kind: 'exercise_evaluated'; readonly exerciseId: string; readonly submissionId: string; readonly score: number }
  | { readonly kind: 'streak_reset' };

export type EntryKind = Entry['kind'];
export type EntryOf<K extends EntryKind> = Extract<Entry, { readonly kind: K }>;

/** Something to be appended to a learner's log. */
export interface Happening {
  /** The learner. */
  readonly userId: string;
  /** Who did it; `null` when nobody did in person. Only what learners do themselves counts for their streak. */
  readonly actorId: string | null;
  readonly trust: Trust;
  readonly occurredAt: Date;
  readonly entry: Entry;
}

/** A happening in its place. */
export interface LoggedHappening<E extends Entry = Entry> extends Omit<Happening, 'entry'> {
  readonly entry: E;
  /** 1, 2, 3 and so on in the learner's log, with gaps. */
  readonly position: number;
  /** The date at the institution when it happened, `YYYY-MM-DD`. */
  readonly localDate: string;
}

/** Whether a happening has an entry of this sort, told apart by its guard. */
export const isAbout = <E extends Entry>(logged: LoggedHappening, isOf: (entry: Entry) => entry is E): logged is LoggedHappening<E> =>
  isOf(logged.entry);

/** Whether the learner did it. */
export const isOwnAct = ({ actorId, userId }: Pick<Happening, 'actorId' | 'userId'>): boolean => actorId === userId;
