import { Client } from 'pg';
import { emailKey } from '../src/domains/users/look-up-keys.js';
import { searchKey } from '../src/sdk/search-key.js';
import { newId } from '../src/sdk/ids.js';
import type { School } from './seed.js';

const ADMIN = 'admin@bench.test';
const TESTS = 10;
const PLENTY = 1_000_000;
export const CODERS = 8;

/** Who writes code, what for, and who else is there. */
export interface CodeSchool {
  readonly adminToken: string;
  /** Tokens of those who write code. */
  readonly coders: readonly string[];
  readonly reader: { readonly id: string; readonly token: string };
  readonly courseId: string;
  readonly exerciseId: string;
}

/** Speaks to the server's API; anything but a 2xx is an error. */
export class Api {
  constructor(private readonly port: number) {}

  async send<T>(method: 'POST' | 'PATCH' | 'GET', path: string, token: string | undefined, body?: unknown): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.port}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async signIn(email: string, password: string): Promise<string> {
    return (await this.send<{ access_token: string }>('POST', '/auth/login', undefined, { email, password })).access_token;
  }
}

const addAdmin = async (superuserUrl: string, { tenantId }: School): Promise<void> => {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role, password_hash)
       SELECT $1, $2, $3, $4, 'Admin', $5, 'admin', password_hash FROM core.users WHERE tenant_id = $1 LIMIT 1`,
      [tenantId, newId(), ADMIN, emailKey(ADMIN), searchKey('Admin')],
    );
  } finally {
    await client.end();
  }
};

/** What nobody would reach by hand is lifted: the measurement is not of limits. */
const liftLimits = (api: Api, token: string): Promise<unknown> => {
  const minute = { limit: PLENTY, window_seconds: 60 };
  return api.send('PATCH', '/tenant', token, {
    limits: { code_execute: minute, course_progress: minute, all_progress: minute },
    policies: {
      code_quota: {
        user_concurrent: 100,
        tenant_concurrent: 1000,
        user_cpu_seconds_per_day: PLENTY,
        tenant_cpu_seconds_per_day: 100 * PLENTY,
      },
    },
  });
};

/** Sums two numbers it reads: ten tests, each a process of its own. */
const addExercise = async (api: Api, token: string): Promise<string> => {
  const { id, status } = await api.send<{ id: string; status: string }>('POST', '/exercises', token, {
    title: 'Add two numbers',
    description: 'Read two numbers, print their sum.',
    language: 'python',
    solution_code: SOLUTION,
    status: 'published',
    test_cases: Array.from({ length: TESTS }, (_, n) => ({
      kind: 'io',
      name: `${n} and ${n * 7}`,
      input: `${n}\n${n * 7}\n`,
      expected_output: `${n * 8}\n`,
      hidden: n % 2 === 0,
    })),
  });
  if (status !== 'published') throw new Error(`The exercise is ${status}`);
  return id;
};

export const SOLUTION = 'print(int(input()) + int(input()))\n';

/** Signs everybody in and writes the exercise, all through the API. */
export const openSchool = async (port: number, superuserUrl: string, school: School): Promise<CodeSchool> => {
  await addAdmin(superuserUrl, school);
  const api = new Api(port);
  const adminToken = await api.signIn(ADMIN, school.password);
  await liftLimits(api, adminToken);
  const [reader, ...others] = school.students;
  if (!reader) throw new Error('The school has no students');
  const coders: string[] = [];
  for (const { email } of others.slice(0, CODERS)) coders.push(await api.signIn(email, school.password));
  return {
    adminToken,
    coders,
    reader: { id: reader.id, token: await api.signIn(reader.email, school.password) },
    courseId: school.course.id,
    exerciseId: await addExercise(api, adminToken),
  };
};
