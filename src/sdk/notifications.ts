import type { z } from 'zod';

/** A kind of notification: what a person is told, as data; the words are the front end's. */
export interface NotificationDefinition<S extends z.ZodObject = z.ZodObject> {
  /** `graded`, or `<plugin id>.<what happened>` for a plugin's: `gamification.badge_earned`. */
  readonly kind: string;
  /** Small: ids and titles. */
  readonly data: S;
}

/** Declares a kind of notification. Throws when the name is neither `words_like_this` nor `<plugin id>.<words_like_this>`. */
export const defineNotification = <S extends z.ZodObject>(definition: NotificationDefinition<S>): NotificationDefinition<S> => {
  if (!/^(?:[a-z][a-z0-9-]*\.)?[a-z]+(?:_[a-z]+)*$/.test(definition.kind)) {
    throw new Error(`Notification kind ${definition.kind} is not lower-case words joined by underscores`);
  }
  return Object.freeze(definition);
};

/** Tells people what concerns them: kept for them in order, and pushed to those who are connected. */
export abstract class Notifications {
  /**
   * Keeps a notification for a person, in the open unit of work: no commit, no notification. Written at its very end, since a
   * person's notifications queue on one row. With `once`, what was kept under the same text before is not kept again.
   */
  abstract send<S extends z.ZodObject>(
    userId: string,
    notification: NotificationDefinition<S>,
    data: z.input<S>,
    options?: { readonly once?: string },
  ): void;
}
