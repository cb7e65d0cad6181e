import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StatusReport } from './status-report.js';

const read = (...chunks: string[]): StatusReport => {
  const report = new StatusReport();
  for (const chunk of chunks) report.take(Buffer.from(chunk));
  return report;
};

describe('The report of a sandbox', () => {
  it('tells the first process and the end, in the words of any shell', () => {
    const begun = '{ "child-pid": 4711, "mnt-namespace": 4026532178 }\n';
    const dash = read(begun, '0m0.000000s 0m0.010000s\n0m1.250', '000s 0m0.500000s\nexit 3\n{ "exit-code": 3 }\n');
    assert.deepEqual([dash.firstProcess, dash.exitCode, dash.cpuMs], [4711, 3, 1750]);
    const bash = read(begun, '0m0.001s 0m0.002s\n1m2.500s 0m0.250s\nexit 137\n');
    assert.deepEqual([bash.exitCode, bash.cpuMs], [137, 62_750]);
  });

  it('knows no end of what never began', () => {
    const report = read('{ "child-pid": 5 }\n');
    assert.deepEqual([report.firstProcess, report.exitCode, report.cpuMs], [5, undefined, undefined]);
    assert.equal(read('').firstProcess, undefined);
  });
});
