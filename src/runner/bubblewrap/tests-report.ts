import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type TestReport, testReportSchema } from '../protocol.js';

const MOST_TESTS = 1000;
const SEAL = 64;
const reportSchema = z.array(testReportSchema).max(MOST_TESTS);

/** What the harness inside is told, and nobody else, once per case. */
export const newSecret = (): string => randomBytes(32).toString('hex');

/**
 * The report a harness sent: the HMAC-SHA256 of the JSON text under the case's secret (hexadecimal, both), then that text. Undefined
 * when somebody else wrote it, or when it is no report.
 */
export function authenticReport(payload: Buffer | undefined, secret: string): TestReport[] | undefined {
  if (payload === undefined || payload.length < SEAL) return undefined;
  const text = payload.subarray(SEAL);
  const expected = createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex');
  if (!timingSafeEqual(payload.subarray(0, SEAL), Buffer.from(expected))) return undefined;
  try {
    return reportSchema.safeParse(JSON.parse(text.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
