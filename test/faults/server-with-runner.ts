import { writeSync } from 'node:fs';
import { TestSandbox } from '../sandbox/test-sandbox.js';

/** A server in so far as it has started a runner: has it run the given program, says who the runner is, and waits to be killed. */
const runner = await TestSandbox.start(1);
const [source = ''] = process.argv.slice(2);
void runner.run({ language: 'python', source, cases: [{ kind: 'program' }], limits: { wall_ms: 60_000 } });
writeSync(1, `${runner.pid}\n`);
