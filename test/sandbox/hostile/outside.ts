import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PacketWatch } from './packet-watch.js';

/** An address for documentation (RFC 5737): nothing has it, so whatever goes there is an attack. */
const NOWHERE = '192.0.2.77';
const hex = (): string => randomBytes(8).toString('hex');

/**
 * What hostile programs must not reach: a host that could not be more careless. Servers on every address, a socket anybody may
 * connect to, a file anybody may read in a folder anybody may write to, a variable in the environment.
 */
export class Outside {
  readonly mark = `hostile${hex()}`;
  readonly control = `control${hex()}`;
  /** Name of the processes that try to survive; the kernel keeps 15 letters. */
  readonly processName = `hst-${hex().slice(0, 10)}`;
  readonly secret = `CANARY-${hex()}`;
  readonly environmentName = `HOSTILE_CANARY_${hex().toUpperCase()}`;
  /** What came in, over whichever socket. */
  readonly visits: string[] = [];
  private readonly servers: Server[] = [];
  private readonly udp = createSocket('udp4');
  private packets: PacketWatch;

  private constructor(private readonly folder: string) {}

  static async open(): Promise<Outside> {
    const outside = new Outside(await mkdtemp(join(tmpdir(), 'hostile-outside-')));
    await outside.prepare();
    return outside;
  }

  private async prepare(): Promise<void> {
    await writeFile(this.canaryFile, `${this.secret}\n`);
    for (const path of [this.folder, this.canaryFile]) await chmod(path, 0o777);
    process.env[this.environmentName] = this.secret;
    await this.serve({ port: 0, host: '::' }, 'tcp');
    await this.serve({ path: join(this.folder, 'socket') }, 'unix socket');
    await chmod(join(this.folder, 'socket'), 0o777);
    await this.serve({ path: `\0${this.abstractName}` }, 'abstract socket');
    this.udp.on('message', (message) => void (message.includes(this.control) || this.visits.push(`udp: ${message.toString('latin1')}`)));
    await new Promise<void>((resolve) => this.udp.bind(0, '0.0.0.0', resolve));
    this.packets = await PacketWatch.start([this.mark, this.control], NOWHERE);
  }

  private async serve(where: { port: number; host: string } | { path: string }, name: string): Promise<void> {
    const server = createServer((socket) => {
      this.visits.push(name);
      socket.on('error', () => undefined).destroy();
    });
    server.listen(where);
    await once(server, 'listening');
    this.servers.push(server);
  }

  private get canaryFile(): string {
    return join(this.folder, 'canary.txt');
  }

  private get abstractName(): string {
    return `lectern-${this.mark}`;
  }

  private get tcpPort(): number {
    const address = this.servers[0]?.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** What the programs are told about it, in place of `@CANARY_FILE@` and so on. */
  places(runner: { readonly pid: number; readonly socket: string; readonly folder: string }): Record<string, string> {
    const host = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    return {
      CANARY_FILE: this.canaryFile,
      CANARY_DIR: this.folder,
      TCP_PORT: String(this.tcpPort),
      UDP_PORT: String(this.udp.address().port),
      HOST_IP: host.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1',
      ABSTRACT: this.abstractName,
      UNIX_SOCKET: join(this.folder, 'socket'),
      MARK: this.mark,
      COMM: this.processName,
      ENV_NAME: this.environmentName,
      RUNNER_PID: String(runner.pid),
      RUNNER_SOCKET: runner.socket,
      RUNNER_DIR: runner.folder,
      PROJECT: process.cwd(),
    };
  }

  /** Everything that got here, or was changed here; empty when nothing came out of a sandbox. */
  async traces(): Promise<readonly string[]> {
    const files = (await readdir(this.folder)).filter((name) => !['canary.txt', 'socket'].includes(name));
    const changed = (await readFile(this.canaryFile, 'utf8')) === `${this.secret}\n` ? [] : ['the canary was changed'];
    return [...this.visits, ...files, ...changed, ...this.packets.of(this.mark), ...this.packets.of(NOWHERE)];
  }

  /** Whether packets are watched; if so, sends one from here and waits until it is seen, so that silence means something. */
  async watchesPackets(seen: (condition: () => boolean) => Promise<unknown>): Promise<boolean> {
    if (!this.packets.watches) return false;
    this.udp.send(this.control, this.udp.address().port, '127.0.0.1');
    await seen(() => this.packets.of(this.control).length > 0);
    return true;
  }

  async close(): Promise<void> {
    delete process.env[this.environmentName];
    this.packets.stop();
    this.udp.close();
    for (const server of this.servers) server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
