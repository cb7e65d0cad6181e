import { Injectable } from '@nestjs/common';
import type { CaseResult } from '../../runner/protocol.js';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { fittingWindow, type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { ExecutionView, HistoryQuery } from './executions.schemas.js';

/** Of one person; older ones go as new ones come, and all of them with age. */
const KEPT = 200;
const MAX_OUTPUT = 65_536;

/** A page of programs that print a lot ends early: nobody's history is worth more than this at once. */
const MAX_PAGE_BYTES = 4_194_304;

const COLUMNS = 'id, language, code, status, stdout, stderr, exit_code, duration_ms, memory_kb::float8 AS memory_kb, truncated, created_at';
const OF_PERSON = 'user_id = $1 AND ($2::text IS NULL OR language = $2) AND ($3::text IS NULL OR status = $3)';
/** How long a text is, is known without reading it: what is left out of the page is not read either. */
const HISTORY = `
  SELECT ${COLUMNS}, found FROM (
    SELECT id AS run_id, number, bytes, count(*) OVER ()::int AS found FROM (
      SELECT id, row_number() OVER (ORDER BY id DESC) AS number,
        sum(octet_length(code) + octet_length(stdout) + octet_length(stderr)) OVER (ORDER BY id DESC) AS bytes
      FROM core.code_execution WHERE ${OF_PERSON} AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5
    ) newest
  ) page JOIN core.code_execution ON id = run_id
  WHERE number = 1 OR bytes <= ${MAX_PAGE_BYTES} ORDER BY id DESC`;
const ONE = `SELECT ${COLUMNS} FROM core.code_execution WHERE user_id = $1 AND id = $2`;
const COUNT = `SELECT count(*)::int AS total FROM core.code_execution WHERE ${OF_PERSON}`;
const ADD = `
  INSERT INTO core.code_execution (id, user_id, language, code, status, stdout, stderr, exit_code, duration_ms, cpu_ms, memory_kb, truncated, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;
export const FORGET = `
  DELETE FROM core.code_execution WHERE user_id = $1
    AND id <= (SELECT id FROM core.code_execution WHERE user_id = $1 ORDER BY id DESC OFFSET ${KEPT} LIMIT 1)`;

/** Cut to what is kept, between characters. */
const bounded = (output: string): string => (output.length <= MAX_OUTPUT ? output : output.slice(0, MAX_OUTPUT).toWellFormed());

/** What people ran: for themselves, and for those who may read their records. */
@Injectable()
export class ExecutionHistory {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly paging: Paging,
  ) {}

  /** Writes down a run in the open unit of work. */
  async add(userId: string, program: Pick<ExecutionView, 'language' | 'code'>, result: CaseResult): Promise<ExecutionView> {
    const { status, exit_code, duration_ms, memory_kb, cpu_ms } = result;
    const [stdout, stderr] = [bounded(result.stdout), bounded(result.stderr)];
    const truncated = result.truncated || stdout !== result.stdout || stderr !== result.stderr;
    const { language, code } = program;
    const view = {
      id: newId(),
      language,
      code,
      status,
      stdout,
      stderr,
      exit_code,
      duration_ms,
      memory_kb,
      truncated,
      created_at: new Date(),
    };
    const { id, created_at: at } = view;
    const values = [id, userId, language, code, status, stdout, stderr, exit_code, duration_ms, cpu_ms, memory_kb, truncated, at];
    await this.uow.em.query(ADD, values);
    await this.uow.em.query(FORGET, [userId]);
    return view;
  }

  /** Somebody's own run. */
  async one(userId: string, id: string): Promise<ExecutionView> {
    const [row] = await this.uow.query<ExecutionView>(ONE, [userId, id]);
    if (!row) throw new NotFound('execution');
    return row;
  }

  /** The newest first. */
  async of(caller: Principal, userId: string, query: HistoryQuery): Promise<Page<ExecutionView>> {
    await this.access.assertMayRead(caller, userId);
    const window = this.paging.open(query, { all: true });
    const filters = [userId, query.language ?? null, query.status ?? null];
    const rows = await this.uow.query<ExecutionView & { found: number }>(HISTORY, [...filters, window.after?.[0] ?? null, window.take]);
    const total = window.countExactly ? await this.count(filters) : undefined;
    return this.paging.close(query, fittingWindow(window, rows), rows, ({ id }) => [id], total);
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(COUNT, filters);
    return row?.total ?? 0;
  }
}
