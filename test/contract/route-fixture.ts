import type { TestServer } from '../../src/testing/test-server.js';
import type { Client } from '../../src/testing/client.js';
import type { School, World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';

/** The world the routes are walked in: two institutions and the installation's operator. */
export interface ContractWorld extends World {
  readonly server: TestServer;
  readonly operator: Client;
}

export type CallerName = 'admin' | 'teacher' | 'student' | 'parent' | 'operator' | 'nobody';

export interface RouteRequest {
  /** Under `/api/v1`; `//metrics` for what lies outside. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the caller named by the fixture: somebody made for this one request. */
  readonly client?: Client;
}

/** How one route is called rightfully, in the first institution. A route without one fails the walk. */
export interface RouteFixture {
  readonly caller: CallerName;
  /** Makes what the request is about, afresh. */
  readonly request: (world: ContractWorld) => RouteRequest | Promise<RouteRequest>;
  /** What the rightful caller is answered. */
  readonly status: number;
  /** The token is not looked at (sign-in routes), so a foreign one is nobody's. */
  readonly ignoresToken?: true;
  /** About the installation, the same for every institution. */
  readonly installation?: true;
  /** Ends the session of whoever calls it, so the foreign callers are made for it. */
  readonly endsSession?: true;
}

/** By method and path template as in the OpenAPI document: `GET /api/v1/courses/{id}`. */
export type RouteFixtures = Readonly<Record<string, RouteFixture>>;

export const clientOf = (world: ContractWorld, school: School, caller: CallerName): Client => {
  if (caller === 'operator') return world.operator;
  return caller === 'nobody' ? school.nobody : school[caller].client;
};

/** The body of an answer that must have this status. */
export const made = async (status: number, answer: ReturnType<Client['get']>) => (await expectStatus(status, answer)).body;

let count = 0;
/** A name no other fixture uses. */
export const fresh = (stem: string): string => `${stem}-${process.pid}-${(count += 1)}`;
