import { fixtures } from '../contract/fixtures/every-route.js';
import type { ContractWorld, RouteRequest } from '../contract/route-fixture.js';

/** A request that a rightful caller could send, in the parts a fuzzer varies. */
export interface KnownRequest {
  readonly path_parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const EACH = 2;

/** Rightful requests of every route, of things made for it: what a random id or body would hardly ever hit. */
export const knownRequests = async (world: ContractWorld): Promise<Record<string, KnownRequest[]>> => {
  const requests: Record<string, KnownRequest[]> = {};
  for (const [route, fixture] of Object.entries(fixtures)) {
    const known: KnownRequest[] = [];
    for (let made = 0; made < EACH; made += 1) known.push(partsOf(route, await fixture.request(world)));
    requests[route] = known;
  }
  return requests;
};

const partsOf = (route: string, { path, body }: RouteRequest): KnownRequest => {
  const [address = '', query = ''] = path.split('?');
  const full = address.startsWith('//') ? address.slice(1) : `/api/v1${address}`;
  const template = route.slice(route.indexOf(' ') + 1).split('/');
  const segments = full.split('/');
  const parameters = template.flatMap((part, at) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name === undefined ? [] : [[name, decodeURIComponent(segments[at] ?? '')] as const];
  });
  return {
    path_parameters: Object.fromEntries(parameters),
    query: Object.fromEntries(new URLSearchParams(query)),
    ...(body === undefined ? {} : { body }),
  };
};
