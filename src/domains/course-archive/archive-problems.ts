import { InvalidInput } from '../../sdk/errors.js';

/** Enough to mend an archive by. */
const MOST_PROBLEMS = 200;
const LONGEST_FIELD = 200;

/** What is wrong with an archive, by the place in it: `quizzes/01-start.json.questions.0.key`. */
export class ArchiveProblems {
  private readonly found = new Map<string, string[]>();

  add(place: string, message: string): void {
    const field = place.slice(0, LONGEST_FIELD).toWellFormed();
    const known = this.found.get(field);
    if (!known && this.found.size >= MOST_PROBLEMS) return;
    this.found.set(field, [...(known ?? []), message]);
  }

  /** Problems of a part, by its own fields. */
  addAll(place: string, errors: Readonly<Record<string, readonly string[]>>): void {
    for (const [field, messages] of Object.entries(errors)) {
      for (const message of messages) this.add(field === '_' ? place : `${place}.${field}`, message);
    }
  }

  /** Throws `InvalidInput` naming all of them, if there are any. */
  throwIfAny(): void {
    if (this.found.size > 0) throw new InvalidInput(Object.fromEntries(this.found), 'The archive cannot be imported');
  }
}
