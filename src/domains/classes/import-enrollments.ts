import { Injectable } from '@nestjs/common';
import { isForeignKeyViolation } from '../../platform/database/database-errors.js';
import { personEnrolled } from '../../sdk/contracts/classes.js';
import { People, type PersonSummary } from '../../sdk/contracts/people.js';
import { Conflict, InvalidInput } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ClassAccess } from './class-access.js';
import { type EnrollmentReport, type ReportRow } from './classes.schemas.js';
import { type CsvRow, readEnrollmentCsv } from './enrollment-csv.js';
import type { EnrollmentRole } from './enrollment.entity.js';
import { assertMayEnroll, misfitOf } from './enrollment-rules.js';

/** A row that names somebody who may be in the class so. */
interface Wanted {
  readonly row: CsvRow;
  readonly userId: string;
}

/** Enrolls the people of a class list, each as a single enrollment would: all in one transaction, or nobody. */
@Injectable()
export class ImportEnrollments {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: ClassAccess,
    private readonly people: People,
  ) {}

  /** Bad rows refuse the whole file (`InvalidInput` by line), unless they are to be skipped: then the report names them. */
  async run(caller: Principal, classId: string, csv: string, skipBadRows: boolean): Promise<EnrollmentReport> {
    return this.uow.run(async () => {
      await this.access.lockToChange(caller, classId);
      assertMayEnroll(caller);
      const rows = readEnrollmentCsv(csv);
      const report = new Map<CsvRow, ReportRow>();
      const wanted = await this.resolve(rows, report);
      await this.enroll(classId, wanted, report);
      if (!skipBadRows) refuseFailures([...report.values()]);
      return summaryOf(rows.map((row) => report.get(row)).filter((line) => line !== undefined));
    });
  }

  /** Whom the rows mean. Those that mean nobody who fits are reported at once. */
  private async resolve(rows: readonly CsvRow[], report: Map<CsvRow, ReportRow>): Promise<Wanted[]> {
    const find = await this.finder(rows);
    const roles = new Map<string, EnrollmentRole>();
    return rows.flatMap((row) => {
      const person = row.problems.length === 0 ? find(row) : undefined;
      const problems = person ? problemsOf(person, row, roles) : row.problems;
      if (!person || problems.length > 0) {
        report.set(row, reported(row, 'failed', problems.length > 0 ? problems : ['There is no such person']));
        return [];
      }
      roles.set(person.id, row.role);
      return [{ row, userId: person.id }];
    });
  }

  private async finder(rows: readonly CsvRow[]): Promise<(row: CsvRow) => PersonSummary | undefined> {
    const keys = rows.flatMap(({ person }) => (person ? [person] : []));
    const byId = new Map((await this.people.byIds(keys.flatMap((key) => (key.by === 'id' ? [key.id] : [])))).map((one) => [one.id, one]));
    const byLogin = await this.people.byLogins(keys.flatMap((key) => (key.by === 'login' ? [key.login] : [])));
    return ({ person }) => (person?.by === 'id' ? byId.get(person.id) : byLogin.get(person?.login ?? ''));
  }

  private async enroll(classId: string, wanted: readonly Wanted[], report: Map<CsvRow, ReportRow>): Promise<void> {
    const present = await this.rolesIn(classId, wanted);
    const added = new Map<string, EnrollmentRole>();
    for (const { row, userId } of wanted) {
      const role = present.get(userId) ?? added.get(userId);
      if (role === undefined) added.set(userId, row.role);
      if (role === undefined) report.set(row, reported(row, 'enrolled'));
      else if (role === row.role) report.set(row, reported(row, 'already_enrolled'));
      else report.set(row, reported(row, 'failed', [`Is in the class already, as ${role}`]));
    }
    if (added.size > 0) await this.insert(classId, added);
  }

  private async rolesIn(classId: string, wanted: readonly Wanted[]): Promise<ReadonlyMap<string, EnrollmentRole>> {
    const rows = await this.uow.query<{ user_id: string; role: EnrollmentRole }>(
      'SELECT user_id, role FROM core.enrollment WHERE class_id = $1 AND user_id = ANY($2::uuid[])',
      [classId, wanted.map(({ userId }) => userId)],
    );
    return new Map(rows.map(({ user_id, role }) => [user_id, role]));
  }

  /** The class is locked, so nobody else enrolls meanwhile. */
  private async insert(classId: string, added: ReadonlyMap<string, EnrollmentRole>): Promise<void> {
    try {
      await this.uow.em.query(
        'INSERT INTO core.enrollment (class_id, user_id, role) SELECT $1, one.id, one.role FROM unnest($2::uuid[], $3::text[]) AS one (id, role)',
        [classId, [...added.keys()], [...added.values()]],
      );
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new Conflict('Somebody in the file was deleted just now: send it again');
      throw error;
    }
    for (const [userId, role] of added) {
      const detail = { user_id: userId, role };
      this.uow.audit({ action: 'classes.person-enrolled', category: 'staff', target: { type: 'class', id: classId }, detail });
      this.uow.publish(personEnrolled, { key: userId, subjectId: userId, data: { class_id: classId, user_id: userId, role } });
    }
  }
}

/** What keeps this person from being enrolled so; `roles` is what the rows before said of whom. */
const problemsOf = (person: PersonSummary, row: CsvRow, roles: ReadonlyMap<string, EnrollmentRole>): readonly string[] => {
  const misfit = misfitOf(person, row.role);
  const before = roles.get(person.id);
  return [
    ...(misfit ? [misfit] : []),
    ...(before !== undefined && before !== row.role ? [`A line before names the same person as ${before}`] : []),
  ];
};

const reported = ({ line, value }: CsvRow, status: ReportRow['status'], errors: readonly string[] = []): ReportRow => ({
  line,
  value,
  status,
  errors: [...errors],
});

const refuseFailures = (rows: readonly ReportRow[]): void => {
  const failed = rows.filter(({ status }) => status === 'failed').toSorted((a, b) => a.line - b.line);
  if (failed.length === 0) return;
  throw new InvalidInput(
    Object.fromEntries(failed.map(({ line, errors }) => [`line ${line}`, errors])),
    'Nobody was enrolled: mend these lines, or send ?on_error=skip',
  );
};

const summaryOf = (rows: readonly ReportRow[]): EnrollmentReport => {
  const count = (status: ReportRow['status']) => rows.filter((row) => row.status === status).length;
  return { enrolled: count('enrolled'), already_enrolled: count('already_enrolled'), failed: count('failed'), rows: [...rows] };
};
