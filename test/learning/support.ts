import { TenantChanges } from '../../src/platform/tenancy/tenant-changes.js';
import type { Answer, Client } from '../../src/testing/client.js';
import type { TestServer } from '../../src/testing/test-server.js';

/** An id that nothing has. */
export const NOWHERE = '01890000-0000-7000-8000-000000000000';

export const expectStatus = async (status: number, answer: Promise<Answer>): Promise<Answer> => {
  const got = await answer;
  if (got.status !== status) throw new Error(`Expected ${status}, got ${got.status}: ${got.text}`);
  return got;
};

interface CourseToWrite {
  readonly title: string;
  readonly subject?: string;
  readonly grade_level?: number;
  /** How many: `Chapter 1`, `Chapter 2` and so on. */
  readonly chapters: number;
  readonly publish?: boolean;
}

/** Writes a course through the API, and publishes it unless told otherwise. */
export const writeCourse = async (
  author: Client,
  { chapters, publish = true, ...course }: CourseToWrite,
): Promise<{ id: string; chapterIds: string[] }> => {
  const { id } = (await expectStatus(201, author.post('/courses', course))).body;
  const chapterIds: string[] = [];
  for (let n = 1; n <= chapters; n += 1) {
    const chapter = await expectStatus(201, author.post(`/courses/${id}/chapters`, { title: `Chapter ${n}`, content: `Text ${n}` }));
    chapterIds.push(chapter.body.id);
  }
  if (publish) await expectStatus(200, author.post(`/courses/${id}/publish`));
  return { id, chapterIds };
};

/** Sets a column of the tenant as if its administrator had, and tells the server. */
export const setTenant = async (
  server: TestServer,
  tenantId: string,
  column: 'policies' | 'limits' | 'timezone',
  value: unknown,
): Promise<void> => {
  const sql = `UPDATE core.tenants SET ${column} = $2, revision = revision + 1, changed_at = clock_timestamp() WHERE id = $1`;
  await server.sql(sql, [tenantId, typeof value === 'string' ? value : JSON.stringify(value)]);
  server.get(TenantChanges).announce(tenantId);
};
