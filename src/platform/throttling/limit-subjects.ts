import { hash } from 'node:crypto';
import type { RequestContext } from '../context/request-context.js';
import { clientAddress, isWithin } from './addresses.js';
import { type LimitPolicy, SHARED_SIGN_IN_CEILING } from './policies.js';

/** One count that a request adds to. */
export interface LimitCount {
  /** As the headers call it. */
  readonly name: string;
  readonly subject: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

const MAX_ACCOUNT = 320;

/** What somebody tries to sign in as: known before the body is validated. */
const triedAccount = (body: unknown): string => {
  const { email, username } = (body ?? {}) as { email?: unknown; username?: unknown };
  const named = typeof email === 'string' ? email : typeof username === 'string' ? username : '';
  return hash('sha256', named.trim().toLowerCase().slice(0, MAX_ACCOUNT), 'base64url').slice(0, 16);
};

/** Whose counts a request adds to: a school behind one address is many people, and IPv6 counts by /64. */
export const limitCounts = (name: string, policy: LimitPolicy, context: RequestContext, body: unknown): readonly LimitCount[] => {
  const { address = 'unknown', principal, tenant } = context;
  const count = (subject: string, label = name, { limit, windowSeconds }: LimitPolicy = policy): LimitCount => ({
    name: label,
    subject,
    limit,
    windowSeconds,
  });
  const byAddress = `a:${clientAddress(address).block}`;
  const byPerson = principal ? `u:${principal.userId}` : byAddress;
  const shared = isWithin(address, tenant?.policies.shared_networks ?? []);
  switch (policy.per) {
    case 'person':
      return [count(byPerson)];
    case 'address':
      return [count(shared ? byPerson : byAddress)];
    case 'both':
      return byPerson === byAddress || shared ? [count(byPerson)] : [count(byAddress), count(byPerson)];
    case 'sign-in':
      if (!shared) return [count(byAddress)];
      return [count(`${byAddress}|${triedAccount(body)}`), count(`${byAddress}|*`, `${name}_address`, SHARED_SIGN_IN_CEILING)];
  }
};
