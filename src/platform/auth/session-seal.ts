import { z } from 'zod';
import { ROLES } from '../../sdk/roles.js';
import type { ValueCodec } from '../cache/shared-values.js';
import { RedisSeal } from '../redis/redis-seal.js';
import type { SessionState } from './session-states.js';

/** How far the clocks of two processes may lie apart for one to believe the other. */
const SKEW_MS = 1000;

const sealed = z.object({ userId: z.string(), role: z.enum(ROLES), endsAt: z.number(), readAt: z.number() });

/**
 * States of sessions as they lie in Redis: authenticated by a key of the installation and dated, so that whoever can write
 * there can neither make anybody an administrator nor bring back what was so a minute ago.
 */
export const sessionSeal = (secret: Buffer, keptMs: number): ValueCodec<SessionState> => {
  const seal = new RedisSeal([secret], 'lectern: states of sessions');
  return {
    encode: (state, name) => seal.seal(JSON.stringify({ ...state, readAt: Date.now() }), name),
    decode: (value, name) => {
      const text = seal.open(value, name);
      if (text === undefined) throw new Error('Not ours');
      const { readAt, ...state } = sealed.parse(JSON.parse(text));
      const age = Date.now() - readAt;
      if (age < -SKEW_MS || age > keptMs) throw new Error('Too old');
      return state;
    },
  };
};
