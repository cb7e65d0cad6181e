/** A path as the router knows it, `/api/v1/quizzes/:id`, and a method it answers to. */
export interface RegisteredRoute {
  readonly path: string;
  readonly method: string;
}

const isParameter = (segment: string | undefined): boolean => segment?.startsWith(':') ?? false;
const segmentsOf = (path: string): string[] => path.split('/');

/** Whether `general` would take every address of `literal` too, having a parameter where that one has a word. */
const shadows = (general: readonly string[], literal: readonly string[]): boolean =>
  general.length === literal.length &&
  general.some((segment, at) => isParameter(segment) && !isParameter(literal[at])) &&
  general.every((segment, at) => isParameter(segment) || segment === literal[at]);

const isAt = (template: readonly string[], path: readonly string[]): boolean =>
  template.length === path.length && template.every((segment, at) => isParameter(segment) || segment === path[at]);

interface LiteralRoute {
  readonly template: readonly string[];
  readonly methods: ReadonlySet<string>;
}

/**
 * Paths that a more general route of another method would take as its own: `/quizzes/submit` beside `/quizzes/:id`.
 * A word that names a route is no id, whatever the method.
 */
export class LiteralRoutes {
  private readonly routes: readonly LiteralRoute[];

  constructor(registered: readonly RegisteredRoute[]) {
    const methods = new Map<string, Set<string>>();
    for (const { path, method } of registered) methods.set(path, (methods.get(path) ?? new Set<string>()).add(method));
    const paths = [...methods.keys()].filter((path) => !path.includes('*')).map(segmentsOf);
    this.routes = paths
      .filter((path) => paths.some((other) => shadows(other, path)))
      .map((template) => ({ template, methods: methods.get(template.join('/')) ?? new Set() }));
  }

  /** The methods of the literal route at this path; undefined when the path belongs to none. */
  methodsAt(path: string): ReadonlySet<string> | undefined {
    if (this.routes.length === 0) return undefined;
    const segments = segmentsOf(path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
    return this.routes.find(({ template }) => isAt(template, segments))?.methods;
  }
}
