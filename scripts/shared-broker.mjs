// The one Kafka broker of a test run. Test files are processes of their own: the first that asks has it started, all get
// its address, and it ends with the run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const GIVE_UP_AFTER = 3;

export class SharedBroker {
  #server;
  #starting;
  #script;
  #folder;

  /** Answers where to ask: any GET there answers `host:port` of the broker. */
  async listen() {
    this.#server = createServer((_, response) => {
      this.#starting ??= this.#start();
      this.#starting.then(
        (address) => response.end(address),
        (error) => response.writeHead(500).end(String(error)),
      );
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async stop() {
    this.#server?.close();
    this.#server?.closeAllConnections();
    await this.#starting?.catch(() => undefined);
    await this.#end();
  }

  async #start() {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#startOn(20_000 + Math.floor(Math.random() * 10_000));
      } catch (error) {
        await this.#end();
        if (attempt === GIVE_UP_AFTER) throw error;
      }
    }
  }

  async #startOn(port) {
    this.#folder = mkdtempSync(join(tmpdir(), 'lectern-kafka-'));
    const parameters = [join(import.meta.dirname, 'kafka.mjs'), '--with-parent', '--port', String(port), '--folder', this.#folder];
    this.#script = spawn(process.execPath, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: this.#script.stdout })) {
      const [word, address] = line.split(' ');
      if (word === 'ready') return address;
    }
    throw new Error('The broker did not start');
  }

  async #end() {
    const script = this.#script;
    if (script && script.exitCode === null && script.signalCode === null) {
      // Nobody needs what it holds: it is not asked to close its files.
      script.stdin.end();
      await once(script, 'exit');
    }
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }
}
