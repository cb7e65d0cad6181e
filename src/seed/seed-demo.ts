import type { INestApplication } from '@nestjs/common';
import { Classes } from '../domains/classes/classes.js';
import { Enrollments } from '../domains/classes/enrollments.js';
import { CourseImport } from '../domains/course-archive/course-import.js';
import { readArchiveFolder } from '../domains/course-archive/read-archive-folder.js';
import { ImportExercises } from '../domains/exercises/collection/import-exercises.js';
import { ImportContent } from '../domains/content/import-content.js';
import { ImportQuestions } from '../domains/questions/import-questions.js';
import { CreateTenant } from '../domains/tenants/create-tenant.js';
import { Accounts } from '../domains/users/accounts.js';
import { Guardians } from '../domains/users/guardians.js';
import { Passwords } from '../platform/auth/passwords.js';
import { fileUpload } from '../platform/http/streams/file-upload.js';
import { PermissionCatalog } from '../platform/permissions/permission-catalog.js';
import { PluginRegistry } from '../platform/plugins/plugin-registry.js';
import { asInstallation } from '../platform/tenancy/system-tenant.js';
import { TenantVisits } from '../platform/tenancy/tenant-visits.js';
import type { Principal } from '../sdk/principal.js';
import type { Role } from '../sdk/roles.js';
import { UnitOfWork } from '../sdk/unit-of-work.js';
import { DEMO_SLUG, type DemoPerson, demoPeople, OPERATOR } from './demo-people.js';
import { ndjsonFiles, SEED_FILES } from './seed-files.js';

/** Whether there is a demo institution already. */
export const hasDemo = (app: INestApplication): Promise<boolean> =>
  asInstallation(async () => {
    const rows = await app.get(UnitOfWork, { strict: false }).query('SELECT 1 FROM core.tenants WHERE slug = $1', [DEMO_SLUG]);
    return rows.length > 0;
  });

/**
 * Makes the demo institution, which is the default one, with its people, a class, a course, exercises, questions and lessons, and an
 * operator, all with the same password. One transaction: it is there whole or not at all.
 */
export const seedDemo = async (app: INestApplication, password: string): Promise<void> => {
  const get = <T>(token: abstract new (...parameters: never[]) => T): T => app.get<T>(token, { strict: false });
  const hash = await get(Passwords).hash(password);
  const plugins = get(PluginRegistry).running.filter(({ policy }) => policy.sensitivity !== 'biometric');
  await asInstallation(() =>
    get(UnitOfWork).run(async () => {
      const demo = await get(CreateTenant).inTransaction(
        {
          slug: DEMO_SLUG,
          name: 'Demo School',
          plugins: plugins.map(({ id }) => id),
          isDefault: true,
          registration: 'open',
          admin: { ...demoPeople.admin, password },
        },
        hash,
      );
      await addOperator(get(Accounts), hash);
      await get(TenantVisits).visit(demo.id, () => fillSchool(get, demo.id, hash));
    }),
  );
};

type Get = <T>(token: abstract new (...parameters: never[]) => T) => T;

const addOperator = async (accounts: Accounts, hash: string): Promise<void> => {
  const existing = await accounts.credentials(OPERATOR.email);
  if (!existing) await accounts.add({ ...OPERATOR, role: 'operator' }, hash);
};

/** The parent is the student's guardian, the teacher teaches the student in a class. */
const fillSchool = async (get: Get, tenantId: string, hash: string): Promise<void> => {
  const accounts = get(Accounts);
  const add = async (role: Role, person: DemoPerson): Promise<string> => (await accounts.add({ ...person, role }, hash)).id;
  const teacher = await add('teacher', demoPeople.teacher);
  const student = await add('student', demoPeople.student);
  const parent = await add('parent', demoPeople.parent);
  const admin = await accounts.credentials(demoPeople.admin.email);
  const caller: Principal = {
    tenantId,
    userId: admin?.id ?? '',
    sessionId: '',
    role: 'admin',
    permissions: get(PermissionCatalog).of('admin'),
  };
  await get(Guardians).link(caller, student, parent);
  const { id } = await get(Classes).create(caller, { name: 'Class 5b', grade_level: 5 });
  await get(Enrollments).enroll(caller, id, { user_id: teacher, role: 'teacher' });
  await get(Enrollments).enroll(caller, id, { user_id: student, role: 'student' });
  await get(CourseImport).run(await readArchiveFolder(SEED_FILES.course));
  await get(ImportExercises).run(await readArchiveFolder(SEED_FILES.exercises), { check: false, dryRun: false, vouched: true });
  for (const file of ndjsonFiles(SEED_FILES.questions)) await get(ImportQuestions).bringIn(fileUpload(file), false);
  for (const file of ndjsonFiles(SEED_FILES.content)) await get(ImportContent).bringIn(fileUpload(file), false);
};
