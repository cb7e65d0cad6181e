import type { IncomingMessage } from 'node:http';
import type { RouteAlias } from '../../../sdk/plugin.js';

/** The tag an aliased request carries to the gate. */
export interface UsedAlias {
  readonly plugin: string;
  readonly from: string;
}

export type AliasedRequest = Pick<IncomingMessage, 'method' | 'url'> & { alias?: UsedAlias };

interface Target extends UsedAlias {
  readonly method: RouteAlias['method'];
  readonly to: string;
  /** Placeholders of `from`, in order. */
  readonly names: readonly string[];
}

interface Node {
  readonly literal: Map<string, Node>;
  parameter?: Node;
  /** Targets that take everything from here on. */
  readonly rest: Target[];
  readonly targets: Target[];
}

interface Found {
  readonly target: Target;
  /** Raw segments, in the order of `target.names`. */
  readonly captured: readonly string[];
}

const node = (): Node => ({ literal: new Map(), rest: [], targets: [] });
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const PLACEHOLDER = /\{([a-z_]+)\*?\}/g;

/**
 * The paths of other systems, led to canonical ones before routing. A trie over path segments: its cost does not grow
 * with the number of aliases. What does not match exactly (letter case, empty segments) is left alone.
 */
export class AliasTable {
  private readonly root = node();
  private readonly claimed = new Map<string, string>();

  constructor(private readonly prefix: string) {}

  /** Adds an alias. Throws when somebody else has the same method and path. */
  add(plugin: string, alias: RouteAlias): void {
    const shape = `${alias.method} ${alias.from.replaceAll(/\{[a-z_]+(\*?)\}/g, '{$1}')}`;
    const owner = this.claimed.get(shape);
    if (owner) throw new Error(`alias ${alias.method} ${alias.from} is claimed by ${owner} and ${plugin}`);
    this.claimed.set(shape, plugin);
    const names = [...alias.from.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
    const target: Target = { plugin, from: alias.from, method: alias.method, to: alias.to, names };
    let here = this.root;
    for (const segment of alias.from.split('/').slice(1)) {
      if (segment.endsWith('*}')) {
        here.rest.push(target);
        return;
      }
      here = step(here, segment);
    }
    here.targets.push(target);
  }

  /** Rewrites `request.url` once and tags the request; leaves every other request as it is. */
  rewrite(request: AliasedRequest): void {
    const url = request.url ?? '';
    if (!url.startsWith('/')) return;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const segments = (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path).split('/').slice(1);
    if (segments.includes('')) return;
    const found = this.find(this.root, segments, 0, request.method ?? 'GET', []);
    if (!found) return;
    const rewritten = fill(found);
    if (rewritten === undefined) return;
    request.url = `${this.prefix}${withQuery(rewritten, mark < 0 ? '' : url.slice(mark + 1))}`;
    request.alias = { plugin: found.target.plugin, from: found.target.from };
  }

  /** The methods that aliases give a path, each with where it leads: for saying what is possible at it. */
  targetsOf(path: string): readonly { readonly method: RouteAlias['method']; readonly path: string }[] {
    return METHODS.flatMap((method) => {
      const request: AliasedRequest = { method, url: path };
      this.rewrite(request);
      return request.alias ? [{ method, path: (request.url ?? '').replace(/\?.*/, '') }] : [];
    });
  }

  private find(here: Node, segments: readonly string[], at: number, method: string, captured: readonly string[]): Found | undefined {
    const segment = segments[at];
    if (segment === undefined) {
      const target = choose(here.targets, method);
      return target && { target, captured };
    }
    const literal = here.literal.get(segment);
    const exact = literal && this.find(literal, segments, at + 1, method, captured);
    if (exact) return exact;
    const named = here.parameter && this.find(here.parameter, segments, at + 1, method, [...captured, segment]);
    if (named) return named;
    const target = choose(here.rest, method);
    return target && { target, captured: [...captured, segments.slice(at).join('/')] };
  }
}

const step = (from: Node, segment: string): Node => {
  if (segment.startsWith('{')) return (from.parameter ??= node());
  const next = from.literal.get(segment) ?? node();
  from.literal.set(segment, next);
  return next;
};

/** HEAD goes where GET goes. */
const choose = (targets: readonly Target[], method: string): Target | undefined => {
  const wanted = method === 'HEAD' ? 'GET' : method;
  return targets.find((target) => target.method === wanted) ?? targets.find((target) => target.method === '*');
};

/** The caller's query goes along, save what the alias says by itself: twice the same parameter would be a mistake of theirs. */
const withQuery = (rewritten: string, query: string): string => {
  const own = rewritten.split('?')[1];
  if (own === undefined) return query ? `${rewritten}?${query}` : rewritten;
  const said = new Set(own.split('&').map(parameterName));
  return [rewritten, ...query.split('&').filter((part) => part !== '' && !said.has(parameterName(part)))].join('&');
};

const parameterName = (part: string): string => new URLSearchParams(part).keys().next().value ?? '';

/** In the path a segment is copied raw; in the query it is encoded anew, so that it cannot add a parameter. */
const fill = ({ target, captured }: Found): string | undefined => {
  const value = (name: string): string => captured[target.names.indexOf(name)] ?? '';
  const [path = '', query] = target.to.split('?');
  const filled = path.replaceAll(PLACEHOLDER, (_, name: string) => value(name));
  if (query === undefined) return filled;
  try {
    return `${filled}?${query.replaceAll(PLACEHOLDER, (_, name: string) => encodeURIComponent(decodeURIComponent(value(name))))}`;
  } catch {
    return undefined;
  }
};
