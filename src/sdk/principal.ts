import type { Role } from './roles.js';

/** Who is calling, as established from a verified access token and a live session. */
export interface Principal {
  readonly tenantId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly role: Role;
  readonly permissions: ReadonlySet<string>;
}
