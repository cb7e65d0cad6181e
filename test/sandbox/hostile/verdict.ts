import type { CaseResult } from '../../../src/runner/protocol.js';
import type { HostileProgram } from './hostile-program.js';

/** What a program that is over its clock may take until it is gone, on a machine that is busy. */
const GRACE_MS = 5000;

/** Everything that is wrong with how a program ended; empty when it went as it should. */
export const problemsOf = (program: HostileProgram, result: CaseResult, secrets: readonly string[], wallMs: number): readonly string[] => {
  const { status, stdout, stderr } = result;
  const both = `${stdout}\n${stderr}`;
  const problems = [
    ...(program.expect.includes(status) ? [] : [`ended with ${status}`]),
    ...(both.match(/^ESCAPED.*$/gm) ?? []).slice(0, 5),
    ...secrets.filter((secret) => both.includes(secret) || result.value?.includes(secret)).map((secret) => `tells ${secret.slice(0, 12)}…`),
    ...program.stdout.filter((text) => !stdout.includes(text)).map((text) => `stdout does not hold "${text}"`),
    ...program.stdoutNot.filter((text) => stdout.includes(text)).map((text) => `stdout holds "${text}"`),
    ...program.stderr.filter((text) => !stderr.includes(text)).map((text) => `stderr does not hold "${text}"`),
    ...program.stderrNot.filter((text) => stderr.includes(text)).map((text) => `stderr holds "${text}"`),
  ];
  if (program.truncated !== undefined && program.truncated !== result.truncated) problems.push(`truncated is ${result.truncated}`);
  if (program.valueless && result.value !== undefined) problems.push(`has the value ${result.value.slice(0, 60)}`);
  if (program.valueless && result.tests !== undefined) problems.push('has a report of tests');
  if (status !== 'compile_error' && result.duration_ms > wallMs + GRACE_MS) problems.push(`took ${Math.round(result.duration_ms)} ms`);
  if (/\0/.test(both)) problems.push('has a NUL in its output');
  if (!both.isWellFormed()) problems.push('has half a character in its output');
  return problems;
};

/** For the message of a failed test. */
export const described = (result: CaseResult): string =>
  JSON.stringify({ ...result, stdout: result.stdout.slice(0, 600), stderr: result.stderr.slice(-600) }, null, 1);
