import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';
import type { Principal } from '../principal.js';

/** Which classes somebody is in. */
export interface ClassScope {
  /** Every class: administrators. */
  readonly all: boolean;
  readonly classIds: readonly string[];
}

/** Who is in which class, as a learner or as one who teaches it. Guardians are in no class. */
export abstract class ClassMembership {
  abstract scopeOf(caller: Principal): Promise<ClassScope>;
  /**
   * Throws `NotFound('class')` unless the caller is in the class, or has all of them. They stay in it until the commit of the
   * open unit of work, so that whatever follows from leaving it comes after. Throws when none is open.
   */
  abstract assertIn(caller: Principal, classId: string): Promise<void>;
  /** Who is in these classes. Those that do not exist are missing. */
  abstract rostersOf(classIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}

/** Somebody was put into a class: as a learner, or as one who teaches it. */
export const personEnrolled = defineEvent({
  name: 'classes.person-enrolled.v1',
  topic: 'student-events',
  schema: z.object({ class_id: idSchema, user_id: idSchema, role: z.enum(['student', 'teacher']) }),
});

/** A class was deleted. Those who were in it are told of one by one, too. */
export const classDeleted = defineEvent({
  name: 'classes.class-deleted.v1',
  topic: 'system-events',
  schema: z.object({ class_id: idSchema }),
});

/** Somebody is no longer in a class: they were taken out of it, or it was deleted. */
export const personRemoved = defineEvent({
  name: 'classes.person-removed.v1',
  topic: 'student-events',
  schema: z.object({ class_id: idSchema, user_id: idSchema }),
});
