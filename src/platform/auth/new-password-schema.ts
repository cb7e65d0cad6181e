import { z } from 'zod';

/** bcrypt reads no further. */
export const MAX_PASSWORD_BYTES = 72;

/** A new password: 8 to 72 bytes. */
export const newPasswordSchema = z
  .string()
  .refine((password) => Buffer.byteLength(password) >= 8, 'At least 8 bytes')
  .refine((password) => Buffer.byteLength(password) <= MAX_PASSWORD_BYTES, `At most ${MAX_PASSWORD_BYTES} bytes`);
