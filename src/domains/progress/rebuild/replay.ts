import { isAbout, type LoggedHappening } from '../happening.js';
import { courseAfter, type CourseEntry, type CourseState, isCourseEntry, isQuizEntry } from '../projections/course-state.js';
import { type Evaluation, type ExerciseEntry, exerciseOf, type ExerciseState, isExerciseEntry } from '../projections/exercise-state.js';
import { type StreakState, type StreakStep, streakOf, streakStep } from '../projections/streak-state.js';
import { isTopicEntry, topicAfter, type TopicEntry, topicKey, type TopicState } from '../projections/topic-state.js';

/** All that follows from one person's log, by the keys it is stored under. */
export interface PersonProgress {
  readonly streak: StreakState;
  readonly courses: ReadonlyMap<string, CourseState>;
  readonly topics: ReadonlyMap<string, TopicState>;
  readonly exercises: ReadonlyMap<string, ExerciseState>;
}

const grouped = <V>(groups: Map<string, V>, key: string, empty: () => V): V => {
  const found = groups.get(key) ?? empty();
  groups.set(key, found);
  return found;
};

/** One person's progress, computed from their log alone, by the very rules that keep it up to date. */
export class Replay {
  private readonly steps: StreakStep[] = [];
  private readonly courses = new Map<string, CourseState>();
  private readonly attempts = new Map<string, Map<string, number>>();
  private readonly topics = new Map<string, TopicState>();
  private readonly evaluations = new Map<string, Evaluation[]>();

  /** The next entry of the log: give them in its order. */
  add(logged: LoggedHappening): void {
    const step = streakStep(logged);
    if (step) this.steps.push(step);
    if (isAbout(logged, isCourseEntry)) this.addToCourse(logged);
    else if (isAbout(logged, isTopicEntry)) this.addToTopic(logged);
    else if (isAbout(logged, isExerciseEntry)) this.addToExercise(logged);
  }

  result(): PersonProgress {
    const exercises = [...this.evaluations].flatMap(([exerciseId, evaluations]) => {
      const state = exerciseOf(evaluations);
      return state ? [[exerciseId, state] as const] : [];
    });
    return { streak: streakOf(this.steps), courses: this.courses, topics: this.topics, exercises: new Map(exercises) };
  }

  private addToCourse(logged: LoggedHappening<CourseEntry>): void {
    const { entry } = logged;
    const attempts = isQuizEntry(entry)
      ? grouped(this.attempts, entry.quizId, () => new Map<string, number>()).set(entry.attemptId, entry.score)
      : undefined;
    this.courses.set(entry.courseId, courseAfter(this.courses.get(entry.courseId), logged, attempts));
  }

  private addToTopic(logged: LoggedHappening<TopicEntry>): void {
    const key = topicKey(logged.entry);
    this.topics.set(key, topicAfter(this.topics.get(key), logged));
  }

  private addToExercise({ entry, occurredAt }: LoggedHappening<ExerciseEntry>): void {
    const { exerciseId, submissionId, score } = entry;
    grouped(this.evaluations, exerciseId, () => []).push({ submissionId, score, occurredAt });
  }
}
