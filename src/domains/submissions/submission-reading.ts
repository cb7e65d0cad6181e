import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound, orNotFound } from '../../sdk/errors.js';
import { fittingWindow, type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { SUBMISSION_COLUMNS, evaluates, type SubmissionRow, submissionView, type SubmissionView } from './submission.view.js';
import type { SubmissionQuery } from './submissions.schemas.js';

const ONE = `SELECT ${SUBMISSION_COLUMNS} FROM core.submission s WHERE s.id = $1`;

/** Of a learner ($1), an exercise ($2), a status ($3), where given; and of the learners a teacher ($4) has, and the teacher's own. */
const WANTED = `($1::uuid IS NULL OR s.student_id = $1) AND ($2::uuid IS NULL OR s.exercise_id = $2) AND ($3::text IS NULL OR s.status = $3)
  AND ($4::uuid IS NULL OR s.student_id = $4 OR s.student_id IN (
    SELECT e.user_id FROM core.enrollment t
    JOIN core.enrollment e ON e.tenant_id = t.tenant_id AND e.class_id = t.class_id AND e.role = 'student'
    WHERE t.user_id = $4 AND t.role = 'teacher'))`;

/** Of a page, as text. Programs and what they printed may be long: a page ends where it would hold more, with at least one. */
const MOST_BYTES = 8_388_608;

const SIZED = `
  SELECT s.id, octet_length(s.code) + octet_length(s.results::text) AS bytes FROM core.submission s
  WHERE ${WANTED} AND ($5::uuid IS NULL OR s.id < $5) ORDER BY s.id DESC LIMIT $6`;

/** Sizes are read once, whichever way the rest is joined. */
const PAGE_OF_SUBMISSIONS = `
  WITH f AS MATERIALIZED (
    SELECT id, row_number() OVER in_order AS place, sum(bytes) OVER in_order AS bytes, (count(*) OVER ())::int AS found
    FROM (${SIZED}) sized WINDOW in_order AS (ORDER BY id DESC))
  SELECT ${SUBMISSION_COLUMNS}, f.found FROM f JOIN core.submission s ON s.id = f.id
  WHERE f.place = 1 OR f.bytes <= ${MOST_BYTES} ORDER BY s.id DESC`;
const COUNT = `SELECT count(*)::int AS total FROM core.submission s WHERE ${WANTED}`;

/** With how many submissions the page has read, those included that do not fit. */
type ListedRow = SubmissionRow & { readonly found: number };

/** What was handed in, for those who may read the learner's records. */
@Injectable()
export class SubmissionReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly paging: Paging,
  ) {}

  /** Throws `NotFound('submission')` for those who may not read the learner's records, too. */
  async get(caller: Principal, id: string): Promise<SubmissionView> {
    return submissionView(await this.row(caller, id), caller);
  }

  /**
   * Newest first; a page ends where it would hold too much. Without `student_id` those who evaluate get what they may read, everybody else their own. Throws
   * `NotFound('user')` for somebody whose records the caller may not read.
   */
  async list(caller: Principal, query: SubmissionQuery): Promise<Page<SubmissionView>> {
    const studentId = query.student_id ?? (evaluates(caller) ? undefined : caller.userId);
    if (studentId !== undefined) await this.access.assertMayRead(caller, studentId);
    const teacherId = studentId === undefined && caller.role !== 'admin' ? caller.userId : null;
    const wanted = [studentId ?? null, query.exercise_id ?? null, query.status ?? null, teacherId];
    const window = this.paging.open(query);
    const rows = await this.uow.query<ListedRow>(PAGE_OF_SUBMISSIONS, [...wanted, window.after?.[0] ?? null, window.take]);
    const total = window.countExactly ? (await this.uow.query<{ total: number }>(COUNT, wanted))[0]?.total : undefined;
    return this.paging.close(query, fittingWindow(window, rows), rows, (row) => [row.id], total).map((row) => submissionView(row, caller));
  }

  /** As it stands now, for whoever handed it in or may read it; throws like `get`. */
  async row(caller: Principal, id: string): Promise<SubmissionRow> {
    const [row] = await this.uow.query<SubmissionRow>(ONE, [id]);
    if (!row) throw new NotFound('submission');
    await orNotFound('submission', this.access.assertMayRead(caller, row.student_id));
    return row;
  }
}
