import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Answer, Json } from '../../src/testing/client.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const NDJSON = 'application/x-ndjson';

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^[a-z][a-z0-9+.-]*:/,
  cidrv4: /^[\d.]+\/\d+$/,
  cidrv6: /^[\da-f:]+\/\d+$/,
};

export interface Operation {
  /** `GET /api/v1/courses/{id}`. */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  /** What it does, for people; empty when the document does not say. */
  readonly summary: string;
  /** JSON. */
  readonly takesBody: boolean;
  /** Another body than JSON, which is received as a stream. */
  readonly takesUpload: boolean;
  /** Sent while it is made. */
  readonly isStream: boolean;
  readonly isIdempotent: boolean;
  readonly takesIfMatch: boolean;
  readonly isPaged: boolean;
  /** Those of one value. */
  readonly queryParameters: readonly string[];
  /** May end the caller's own session. */
  readonly endsSession: boolean;
  /** The route an alias leads to; undefined for what is a route itself. */
  readonly aliasOf: string | undefined;
}

/** The OpenAPI document of a server, and what it makes of that server's answers. */
export class ApiDocument {
  /** The routes; other paths to them are in `aliases`. */
  readonly operations: readonly Operation[];
  readonly aliases: readonly Operation[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
  private readonly templates: readonly { readonly path: string; readonly pattern: RegExp }[];

  constructor(private readonly document: Json) {
    this.ajv.addSchema(document, 'api');
    const described = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => this.describe(path, method, item[method])),
    );
    this.operations = described.filter(({ aliasOf }) => aliasOf === undefined);
    this.aliases = described.filter(({ aliasOf }) => aliasOf !== undefined);
    // Those without parameters first: `/tenant/plugins` is no `/tenant/{id}`.
    this.templates = Object.keys(document.paths)
      .toSorted((a, b) => a.split('{').length - b.split('{').length)
      .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`) }));
  }

  /** The schemas of every component, compiled: throws for one that is none. */
  compileAll(): number {
    const names = Object.keys(this.document.components.schemas);
    for (const name of names) this.validator(`#/components/schemas/${name}`);
    return names.length;
  }

  /** Every property name in every schema, with where it stands. */
  propertyNames(): readonly { readonly where: string; readonly name: string }[] {
    const found: { where: string; name: string }[] = [];
    const visit = (value: Json, where: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const properties = value.type === 'object' || value.properties ? Object.keys(value.properties ?? {}) : [];
      found.push(...properties.map((name) => ({ where, name })));
      for (const [key, inner] of Object.entries(value)) visit(inner, `${where}/${key}`);
    };
    visit(this.document, '');
    return found;
  }

  /** The operation that answers this request, `GET /api/v1/courses/{id}`; undefined for what is not described. */
  routeOf(method: string, address: string): string | undefined {
    const template = this.templateOf(method, address);
    return template && `${method.toUpperCase()} ${template.path}`;
  }

  /** What is wrong with an answer, as the document has it; nothing for an address it does not describe. */
  problemsOf(method: string, address: string, answer: Pick<Answer, 'status' | 'body' | 'text' | 'headers'>): string[] {
    const template = this.templateOf(method, address);
    if (!template) return [];
    const operation = this.document.paths[template.path][method.toLowerCase()];
    const pointer = `#/paths/${escape(template.path)}/${method.toLowerCase()}/responses/${answer.status}`;
    const documented = operation.responses[String(answer.status)];
    if (!documented) return [`${method} ${template.path} answered ${answer.status}, which is not documented: ${answer.text}`];
    const reference = documented.$ref as string | undefined;
    const { content } = reference ? this.resolve(reference) : documented;
    if (content?.[NDJSON]) return this.problemsOfLines(`${pointer}/content/${escape(NDJSON)}/schema`, answer.text);
    const schema = content?.['application/json']?.schema;
    if (!schema) return answer.status === 204 || answer.status === 304 ? emptiness(answer) : [];
    const validate = this.validator(`${reference ?? pointer}/content/application~1json/schema`);
    if (validate(answer.body)) return [];
    const problems = (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath} ${message} ${JSON.stringify(params)}`;
    });
    return [`${method} ${template.path} answered ${answer.status} with another body: ${problems.join('; ')}: ${answer.text}`];
  }

  /** The path that names most in words is meant, and what it does not answer to is not described. */
  private templateOf(method: string, address: string) {
    const template = this.templates.find(({ pattern }) => pattern.test(address));
    return template && this.document.paths[template.path][method.toLowerCase()] ? template : undefined;
  }

  private problemsOfLines(pointer: string, text: string): string[] {
    const validate = this.validator(pointer);
    const wrong = text.split('\n').filter((line) => line !== '' && !validate(JSON.parse(line)));
    return wrong.map((line) => `Not a line as the document has it: ${line}`);
  }

  private describe(path: string, method: string, operation: Json): Operation {
    const parameters: string[] = (operation.parameters ?? []).map(
      (parameter: { name?: string; $ref?: string }) => parameter.name ?? parameter.$ref?.split('/').at(-1) ?? '',
    );
    return {
      route: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      summary: operation.summary ?? '',
      takesBody: operation.requestBody?.content['application/json'] !== undefined,
      takesUpload: operation.requestBody !== undefined && !operation.requestBody.content['application/json'],
      isStream: Object.keys(operation.responses['200']?.content ?? {}).some((type) => type !== 'application/json'),
      isIdempotent: parameters.includes('IdempotencyKey'),
      takesIfMatch: parameters.includes('IfMatch'),
      isPaged: parameters.includes('cursor'),
      queryParameters: (operation.parameters ?? [])
        .filter((parameter: Json) => parameter.in === 'query' && parameter.schema?.type !== 'array')
        .map(({ name }: Json) => name),
      endsSession: operation['x-ends-session'] === true,
      aliasOf: operation['x-alias-of'],
    };
  }

  private resolve(reference: string): Json {
    return reference
      .slice(2)
      .split('/')
      .reduce((value: Json, key) => value[key], this.document);
  }

  private validator(pointer: string): ValidateFunction {
    const validate = this.ajv.getSchema(`api${pointer}`);
    if (!validate) throw new Error(`The document has no ${pointer}`);
    return validate;
  }
}

const escape = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

const emptiness = ({ status, text }: Pick<Answer, 'status' | 'text'>): string[] => (text === '' ? [] : [`${status} with a body: ${text}`]);
