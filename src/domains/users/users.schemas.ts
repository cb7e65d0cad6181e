import { z } from 'zod';
import { newPasswordSchema } from '../../platform/auth/new-password-schema.js';
import { idSchema } from '../../sdk/ids.js';
import { ROLES } from '../../sdk/roles.js';
import { gradeLevel, instant, longText, pageQuery, text } from '../../sdk/schemas.js';
import { usernameKey } from './look-up-keys.js';

const email = z.string().trim().max(254).pipe(z.email());

/** Without `@`, so that a user name is never mistaken for an address. */
const username = z
  .string()
  .trim()
  .min(3)
  .max(50)
  .refine((name) => /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(usernameKey(name)), 'Use letters, digits, dots, underscores and hyphens');

const learningPreferences = z.array(text(100)).max(20);

/** The roles of an institution: operators are made on the command line. */
const INSTITUTION_ROLES = ['student', 'parent', 'teacher', 'admin'] as const;

const newProfile = z.strictObject({
  name: text(200).optional(),
  grade_level: gradeLevel.nullish(),
  learning_preferences: learningPreferences.optional(),
});

const newPerson = {
  email,
  username: username.nullish(),
  password: newPasswordSchema,
  name: text(200).optional(),
  grade_level: gradeLevel.nullish(),
  profile: newProfile.optional(),
};

export const registrationSchema = z
  .strictObject({ ...newPerson, role: z.enum(['student', 'parent']).default('student') })
  .meta({ id: 'Registration' });
export type Registration = z.infer<typeof registrationSchema>;

export const newUserSchema = z.strictObject({ ...newPerson, role: z.enum(INSTITUTION_ROLES).default('student') }).meta({ id: 'NewUser' });
export type NewUser = z.infer<typeof newUserSchema>;

export const userChangesSchema = z
  .strictObject({
    email: email.optional(),
    username: username.nullable().optional(),
    name: text(200).optional(),
    role: z.enum(INSTITUTION_ROLES).optional(),
    is_active: z.boolean().optional(),
    grade_level: gradeLevel.nullable().optional(),
    bio: longText(2000).nullable().optional(),
    avatar_url: z
      .url({ protocol: /^https$/ })
      .max(1000)
      .nullable()
      .optional(),
    profile: z
      .strictObject({
        name: text(200).optional(),
        grade_level: gradeLevel.nullable().optional(),
        learning_preferences: learningPreferences.optional(),
      })
      .optional(),
  })
  .meta({ id: 'UserChanges' });
export type UserChanges = z.infer<typeof userChangesSchema>;

export const userQuerySchema = pageQuery({
  role: z.enum(INSTITUTION_ROLES).optional(),
  /** The beginning of a name, an e-mail address or a user name. */
  q: z.string().trim().min(1).max(254).optional(),
});
export type UserQuery = z.infer<typeof userQuerySchema>;

export const userSchema = z
  .object({
    id: idSchema,
    email: z.string(),
    username: z.string().nullable(),
    name: z.string(),
    role: z.enum(ROLES),
    is_active: z.boolean(),
    grade_level: z.int().nullable(),
    bio: z.string().nullable(),
    avatar_url: z.string().nullable(),
    created_at: instant,
    updated_at: instant,
    profile: z.object({
      name: z.string(),
      grade_level: z.int().nullable(),
      learning_preferences: z.array(z.string()),
      created_at: instant,
      updated_at: instant,
    }),
  })
  .meta({ id: 'User' });

/** Somebody outside the caller's classes, found by an exact address: enough to enroll them. */
export const personSchema = z.object({ id: idSchema, name: z.string() }).meta({ id: 'Person' });
