import { randomBytes } from 'node:crypto';
import type { CaseResult, RunRequest } from '../../../src/runner/protocol.js';

/** A learner who means no harm, running beside the hostile ones all the time: holds a secret, and looks whether anybody disturbs. */
const SOURCE = `
import os, sys, time

secret = sys.stdin.read()
for folder in ('/work', '/tmp'):
    with open(folder + '/secret', 'w') as file:
        file.write(secret)
before = {name for name in os.listdir('/work')}
time.sleep(1.2)
for folder in ('/work', '/tmp'):
    with open(folder + '/secret') as file:
        assert file.read() == secret
assert before == {name for name in os.listdir('/work')}
print('undisturbed', secret)
`;

export class Neighbour {
  readonly secret = `NEIGHBOUR-${randomBytes(8).toString('hex')}`;
  readonly disturbances: string[] = [];
  runs = 0;
  private going = true;
  private readonly ended: Promise<void>;

  constructor(run: (request: RunRequest) => Promise<readonly CaseResult[]>) {
    this.ended = this.live(run);
  }

  private async live(run: (request: RunRequest) => Promise<readonly CaseResult[]>): Promise<void> {
    const limits = { wall_ms: 15_000 };
    while (this.going) {
      const [result] = await run({ language: 'python', source: SOURCE, cases: [{ kind: 'program', stdin: this.secret }], limits });
      this.runs += 1;
      if (result?.status !== 'ok' || !result.stdout.includes(`undisturbed ${this.secret}`)) this.disturbances.push(JSON.stringify(result));
    }
  }

  async leave(): Promise<void> {
    this.going = false;
    await this.ended;
  }
}
