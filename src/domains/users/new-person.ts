import { InvalidInput } from '../../sdk/errors.js';
import type { Role } from '../../sdk/roles.js';
import type { NewAccount } from './accounts.js';

interface NewPersonBody {
  readonly email: string;
  readonly username?: string | null | undefined;
  readonly name?: string | undefined;
  readonly grade_level?: number | null | undefined;
  readonly profile?:
    | {
        readonly name?: string | undefined;
        readonly grade_level?: number | null | undefined;
        readonly learning_preferences?: readonly string[] | undefined;
      }
    | undefined;
}

/** An account as a body describes it. Name and grade may stand at the top or in `profile`; the top wins. */
export const newAccountOf = (body: NewPersonBody, role: Role): NewAccount => {
  const name = body.name ?? body.profile?.name;
  if (!name) throw new InvalidInput({ name: ['Required'] });
  return {
    email: body.email,
    username: body.username,
    name,
    role,
    gradeLevel: body.grade_level ?? body.profile?.grade_level,
    learningPreferences: body.profile?.learning_preferences,
  };
};
