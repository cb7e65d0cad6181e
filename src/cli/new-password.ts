import { randomBytes } from 'node:crypto';
import { newPasswordSchema } from '../platform/auth/new-password-schema.js';
import { InvalidInput } from '../sdk/errors.js';

/** Not an option: the command line is seen by every process of the machine. */
const PASSWORD_VARIABLE = 'LECTERN_NEW_PASSWORD';

export const PASSWORD_HELP = `The password is read from ${PASSWORD_VARIABLE}; without it one is made and printed once.`;

export interface NewPassword {
  readonly value: string;
  /** Made here: whoever ran the command has to be told. */
  readonly made: boolean;
}

export const newPassword = (environment: NodeJS.ProcessEnv = process.env): NewPassword => {
  const given = environment[PASSWORD_VARIABLE];
  if (given === undefined || given === '') return { value: randomBytes(12).toString('base64url'), made: true };
  const parsed = newPasswordSchema.safeParse(given);
  if (!parsed.success) throw new InvalidInput({ [PASSWORD_VARIABLE]: parsed.error.issues.map((issue) => issue.message) });
  return { value: given, made: false };
};
