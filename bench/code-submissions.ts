import { Client } from 'pg';
import { Api, type CodeSchool, SOLUTION } from './code-school.js';
import { median, quantile } from './measure.js';

const SUBMISSIONS = 40;
const WARM_UP = 5;
const EXECUTIONS = 40;

interface Submitted {
  readonly status: string;
  readonly score: number;
}

const timed = async (work: () => Promise<void>): Promise<number> => {
  const since = performance.now();
  await work();
  return performance.now() - since;
};

const times = async (count: number, work: (n: number) => Promise<void>): Promise<{ readonly p50: number; readonly p99: number }> => {
  const taken: number[] = [];
  for (let n = -WARM_UP; n < count; n += 1) {
    const ms = await timed(() => work(n));
    if (n >= 0) taken.push(ms);
  }
  return { p50: median(taken), p99: quantile(taken, 0.99) };
};

/** A submission of ten tests that its learner waits for, one after another, by different learners. */
export const waitedSubmissions = (port: number, { coders, exerciseId }: CodeSchool) => {
  const api = new Api(port);
  return times(SUBMISSIONS, async (n) => {
    const code = `# ${n}\n${SOLUTION}`;
    const token = coders.at(n % coders.length);
    const { status, score } = await api.send<Submitted>('POST', '/submissions?wait=30', token, { exercise_id: exerciseId, code });
    if (status !== 'evaluated' || score !== 100) throw new Error(`The submission: ${status}, ${score}`);
  });
};

/** `POST /code/execute` of a program of one line. */
export const executions = (port: number, { coders }: CodeSchool) => {
  const api = new Api(port);
  return times(EXECUTIONS, async (n) => {
    const body = { code: `print(${n})`, language: 'python' };
    const { status, stdout } = await api.send<{ status: string; stdout: string }>(
      'POST',
      '/code/execute',
      coders.at(n % coders.length),
      body,
    );
    if (status !== 'ok' || stdout !== `${n}\n`) throw new Error(`The program: ${status} ${stdout}`);
  });
};

/** Milliseconds from the begin of the transaction that stores a submission to the begin of its grading, by the database's clock. */
export const startOfJobs = async (
  superuserUrl: string,
): Promise<{ readonly p50: number; readonly p99: number; readonly count: number }> => {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ ms: number }>(
      `SELECT extract(epoch FROM started_at - created_at)::float * 1000 AS ms FROM core.job
       WHERE name = 'submissions.grade-submission' AND started_at IS NOT NULL`,
    );
    const waits = rows.map(({ ms }) => ms);
    return { p50: median(waits), p99: quantile(waits, 0.99), count: waits.length };
  } finally {
    await client.end();
  }
};
