import { z } from 'zod';
import { newPasswordSchema } from '../../platform/auth/new-password-schema.js';
import { idSchema } from '../../sdk/ids.js';
import { instant } from '../../sdk/schemas.js';
import { userSchema } from '../users/users.schemas.js';

/** Presence is checked by the use case, which answers `Missing credentials`. */
export const loginSchema = z
  .strictObject({
    email: z.string().max(254).nullish(),
    username: z.string().max(254).nullish(),
    password: z.string().max(1000).nullish(),
  })
  .prefault({})
  .meta({ id: 'Login' });
export type Login = z.infer<typeof loginSchema>;

export const refreshSchema = z
  .strictObject({ refresh_token: z.string().max(500).optional() })
  .prefault({})
  .meta({ id: 'Refresh' });
export type Refresh = z.infer<typeof refreshSchema>;

export const passwordChangeSchema = z
  .strictObject({ current_password: z.string().max(1000), new_password: newPasswordSchema })
  .meta({ id: 'PasswordChange' });
export type PasswordChange = z.infer<typeof passwordChangeSchema>;

export const exchangeSchema = z.strictObject({ token: z.string().min(1).max(16_000) }).meta({ id: 'TokenExchange' });
export type Exchange = z.infer<typeof exchangeSchema>;

const tokens = {
  access_token: z.string(),
  refresh_token: z.string(),
  token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
};

export const authResultSchema = z.object({ ...tokens, user: userSchema }).meta({ id: 'AuthResult' });
export const refreshedSchema = z.object(tokens).meta({ id: 'RefreshedTokens' });

export const sessionSchema = z
  .object({
    id: idSchema,
    current: z.boolean(),
    address: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: instant,
    last_refreshed_at: instant,
    ends_at: instant,
  })
  .meta({ id: 'Session' });
