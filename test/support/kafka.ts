import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { lastingPort } from './lasting-port.js';

const { LECTERN_TEST_KAFKA_JARS, LECTERN_TEST_JAVA, LECTERN_TEST_BROKER_URL } = process.env;

/** Why nothing of this can be tested here. */
export const WITHOUT_KAFKA = LECTERN_TEST_KAFKA_JARS && LECTERN_TEST_JAVA ? false : 'Kafka, or Java 17 to run it with, is missing';

const SCRIPT = fileURLToPath(new URL('../../../scripts/kafka.mjs', import.meta.url));
const STARTS = 3;

/** A part of a broker that is a spec's own: topics and groups begin with the prefix. */
export interface KafkaCorner {
  /** `host:port`, for `KAFKA_BROKERS` and for a client of the test. */
  readonly brokers: string;
  readonly prefix: string;
  readonly group: string;
  /** What a server is given to use it. */
  readonly environment: { readonly KAFKA_BROKERS: string; readonly LECTERN_KAFKA_PREFIX: string; readonly LECTERN_KAFKA_GROUP: string };
}

/** Everything of a spec's own on these brokers (`host:port`, separated by commas). */
export const cornerOf = (brokers: string): KafkaCorner => {
  const prefix = `spec-${randomBytes(5).toString('hex')}.`;
  const group = `${prefix}workers`;
  return { brokers, prefix, group, environment: { KAFKA_BROKERS: brokers, LECTERN_KAFKA_PREFIX: prefix, LECTERN_KAFKA_GROUP: group } };
};

/** A corner of the broker that all specs of a run share; the first that asks waits for it to start (some seconds). Never take that one away. */
export const sharedKafka = async (): Promise<KafkaCorner> => {
  if (!LECTERN_TEST_BROKER_URL) throw new Error('The broker is started by npm test');
  const answer = await fetch(LECTERN_TEST_BROKER_URL);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return cornerOf(text);
};

type Script = ChildProcessByStdio<Writable, Readable, null>;

/** A broker of a spec's own, to be taken away: one port and one folder for all its lives, so what it acknowledged is there again. */
export class TestKafka {
  private script: Script | undefined;
  private pid = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'lectern-kafka-'));

  private constructor(
    private readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly options: readonly string[],
  ) {}

  /** `settings` are added to the broker's properties, `options` to those of the script. */
  static async start(settings: Readonly<Record<string, string>> = {}, options: readonly string[] = []): Promise<TestKafka> {
    for (let left = STARTS; ; left -= 1) {
      const kafka = new TestKafka(await lastingPort(), settings, options);
      try {
        await kafka.restart();
        return kafka;
      } catch (error) {
        await kafka.stop();
        if (left === 1) throw error;
      }
    }
  }

  /** Brokers that keep copies of one another's topics; most of them have to be there for any to serve. */
  static async cluster(count: number): Promise<TestKafka[]> {
    const ports: number[] = [];
    while (ports.length < 2 * count) ports.push(await lastingPort());
    const clusterId = `L${randomBytes(16).toString('base64url').slice(1)}`;
    const controllers = ports.slice(count);
    const voters = controllers.map((port, index) => `${index + 1}@127.0.0.1:${port}`).join(',');
    const brokers = ports.slice(0, count).map((port, index) => {
      const settings = {
        'node.id': String(index + 1),
        'controller.quorum.voters': voters,
        'offsets.topic.replication.factor': String(count),
        'transaction.state.log.replication.factor': String(count),
      };
      return new TestKafka(port, settings, ['--cluster-id', clusterId, '--controller-port', String(controllers[index])]);
    });
    await Promise.all(brokers.map((broker) => broker.restart()));
    return brokers;
  }

  get brokers(): string {
    return `127.0.0.1:${this.port}`;
  }

  corner(): KafkaCorner {
    return cornerOf(this.brokers);
  }

  /** Starts it with what it has; answers when it serves. */
  async restart(): Promise<void> {
    const sets = Object.entries(this.settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const parameters = [SCRIPT, '--with-parent', '--port', String(this.port), '--folder', this.folder, ...this.options, ...sets];
    const script: Script = spawn(process.execPath, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.script = script;
    for await (const line of createInterface({ input: script.stdout })) {
      const [word, , pid] = line.split(' ');
      if (word !== 'ready') continue;
      this.pid = Number(pid);
      return;
    }
    throw new Error('The broker did not start');
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const { script } = this;
    this.script = undefined;
    if (!script || script.exitCode !== null || script.signalCode !== null) return;
    const ended = once(script, 'exit');
    script.stdin.end();
    await ended;
  }

  /** From now on it takes connections and requests, and answers nothing. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
