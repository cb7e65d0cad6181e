import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { lastingPort } from './lasting-port.js';

const SERVER = process.env.LECTERN_TEST_REDIS;

/** Why nothing of this can be tested here. */
export const WITHOUT_REDIS = SERVER ? false : 'redis-server is not installed';

/** The shell says who the server is, and kills it when the test that started it is no more. */
const WITH_PARENT =
  'exec 3<&0; "$@" 3<&- & server=$!; echo "pid $server"; { read -r nothing <&3; kill -KILL $server; } 2>/dev/null & wait $server 2>/dev/null';

const STARTS = 3;

type Shell = ChildProcessByStdio<Writable, Readable, null>;

/** A real Redis server of a spec's own, on one port for all its lives. It keeps nothing: started again, it is empty. */
export class TestRedis {
  private shell: Shell | undefined;
  private pid = 0;

  private constructor(readonly port: number) {}

  static async start(): Promise<TestRedis> {
    for (let left = STARTS; ; left -= 1) {
      const redis = new TestRedis(await lastingPort());
      try {
        await redis.restart();
        return redis;
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  }

  /** For `REDIS_URL`. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, empty; answers when it takes connections. */
  async restart(): Promise<void> {
    if (!SERVER) throw new Error('LECTERN_TEST_REDIS is not set');
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'];
    const shell: Shell = spawn('sh', ['-c', WITH_PARENT, 'sh', SERVER, ...options, '--logfile', ''], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.shell = shell;
    for await (const line of createInterface({ input: shell.stdout })) {
      if (line.startsWith('pid ')) this.pid = Number(line.slice(4));
      if (/ready to accept connections/i.test(line)) {
        shell.stdout.resume();
        return;
      }
    }
    throw new Error('redis-server ended before it was ready');
  }

  /** kill -9. What it held is gone. */
  async kill(): Promise<void> {
    const { shell } = this;
    this.shell = undefined;
    if (!shell) return;
    const ended = once(shell, 'close');
    process.kill(this.pid, 'SIGKILL');
    shell.stdin.end();
    await ended;
  }

  /** From now on it takes connections and commands, and answers nothing. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  stop(): Promise<void> {
    return this.kill();
  }
}
