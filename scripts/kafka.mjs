// One Kafka broker, controller included, on this machine alone, for as long as this script runs:
//   node scripts/kafka.mjs [--port 9092] [--folder .data/kafka] [--set name=value]…
// Says `ready <host:port> <pid of the broker>` when it is. A folder that has been used before is gone on with.
//   --cluster-id, --controller-port   of a broker that is one of several; the others are named with --set
//   --scram SCRAM-SHA-256=[name=…,password=…]   who may sign in; at the first start
//   --with-parent   the broker is killed as soon as standard input ends: whoever started this has died
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchKafkaJars, findKafkaJars } from './kafka-jars.mjs';

const READY_WITHIN_MS = 90_000;
const JAVA = [
  ...['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true', '-Dlog4j2.disable.jmx=true'],
  ...['-Dorg.slf4j.simpleLogger.showDateTime=true', '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS'],
];

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '9092' },
    folder: { type: 'string', default: join(import.meta.dirname, '../.data/kafka') },
    set: { type: 'string', multiple: true, default: [] },
    'cluster-id': { type: 'string' },
    'controller-port': { type: 'string' },
    scram: { type: 'string', multiple: true, default: [] },
    'with-parent': { type: 'boolean', default: false },
  },
});

/** A port outside of what the system gives to outgoing connections: it is still free after a restart. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise((resolve) => {
      const server = createServer().once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

const address = (port) => `127.0.0.1:${port}`;

/** Small numbers throughout, and short waits: a broker that was killed is back in seconds, a group of one is ready at once. */
const settings = (port, controllerPort, data) => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@${address(controllerPort)}`,
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT',
  listeners: `CLIENTS://${address(port)},CONTROLLER://${address(controllerPort)}`,
  'advertised.listeners': `CLIENTS://${address(port)}`,
  'inter.broker.listener.name': 'CLIENTS',
  'log.dirs': data,
  // What is not created by name does not exist: a missing topic is an error that is seen.
  'auto.create.topics.enable': 'false',
  'num.partitions': '3',
  'offsets.topic.num.partitions': '4',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.num.partitions': '4',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'broker.session.timeout.ms': '2000',
  'broker.heartbeat.interval.ms': '400',
  'num.network.threads': '2',
  'num.io.threads': '2',
  'log.cleaner.dedupe.buffer.size': String(16 * 1024 * 1024),
  ...Object.fromEntries(options.set.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)])),
});

const jars = process.env.LECTERN_TEST_KAFKA_JARS || (findKafkaJars() ?? fetchKafkaJars('mvn'));
const java = process.env.LECTERN_TEST_JAVA || 'java';
const inJava = (main, ...parameters) => [...JAVA, '-cp', join(jars, '*'), main, ...parameters];

const { port, folder } = options;
const data = join(folder, 'data');
const properties = join(folder, 'server.properties');
mkdirSync(folder, { recursive: true });
const lines = Object.entries(settings(port, options['controller-port'] ?? (await freePort()), data)).map(
  ([name, value]) => `${name}=${value}\n`,
);
writeFileSync(properties, lines.join(''));
if (!existsSync(join(data, 'meta.properties'))) {
  // An id may not begin with a dash.
  const id = options['cluster-id'] ?? `L${randomBytes(16).toString('base64url').slice(1)}`;
  const scram = options.scram.flatMap((each) => ['-S', each]);
  execFileSync(java, inJava('kafka.tools.StorageTool', 'format', '-t', id, '-c', properties, ...scram), { stdio: 'pipe' });
}

const broker = spawn(java, inJava('kafka.Kafka', properties), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
const log = createWriteStream(join(folder, 'broker.log'), { flags: 'a' });
let said = '';
let ready = false;
const late = setTimeout(() => end('SIGKILL'), READY_WITHIN_MS);
for (const stream of [broker.stdout, broker.stderr]) {
  stream.pipe(log, { end: false });
  stream.on('data', (chunk) => {
    if (ready) return;
    said = `${said}${chunk}`.slice(-20_000);
    if (!said.includes('Kafka Server started')) return;
    ready = true;
    clearTimeout(late);
    console.log(`ready ${address(port)} ${broker.pid}`);
  });
}

const end = (signal) => {
  try {
    process.kill(broker.pid, signal);
  } catch {
    // it has ended already
  }
};
broker.once('exit', (code, signal) => {
  clearTimeout(late);
  if (!ready) console.error(`The broker ended (${signal ?? code}) before it was ready:\n${said}`);
  process.exit(ready ? 0 : 1);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end('SIGTERM'));
if (options['with-parent']) process.stdin.resume().once('close', () => end('SIGKILL'));
