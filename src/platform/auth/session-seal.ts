import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ROLES } from '../../sdk/roles.js';
import type { ValueCodec } from '../cache/shared-values.js';
import type { SessionState } from './session-states.js';

const MAC_LENGTH = 43;
/** How far the clocks of two processes may lie apart for one to believe the other. */
const SKEW_MS = 1000;

const sealed = z.object({ userId: z.string(), role: z.enum(ROLES), endsAt: z.number(), readAt: z.number() });

/**
 * States of sessions as they lie in Redis: authenticated by a key of the installation and dated, so that whoever can write
 * there can neither make anybody an administrator nor bring back what was so a minute ago.
 */
export const sessionSeal = (secret: Buffer, keptMs: number): ValueCodec<SessionState> => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'lectern: states of sessions', 32));
  const macOf = (name: string, text: string): string => createHmac('sha256', key).update(`${name}\n${text}`).digest('base64url');
  return {
    encode: (state, name) => {
      const text = JSON.stringify({ ...state, readAt: Date.now() });
      return `${macOf(name, text)}${text}`;
    },
    decode: (value, name) => {
      const [mac, text] = [value.slice(0, MAC_LENGTH), value.slice(MAC_LENGTH)];
      const expected = macOf(name, text);
      if (mac.length !== expected.length || !timingSafeEqual(Buffer.from(mac), Buffer.from(expected))) throw new Error('Not ours');
      const { readAt, ...state } = sealed.parse(JSON.parse(text));
      const age = Date.now() - readAt;
      if (age < -SKEW_MS || age > keptMs) throw new Error('Too old');
      return state;
    },
  };
};
