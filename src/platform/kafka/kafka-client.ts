import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Kafka, type LogEntry, logLevel, type SASLOptions } from 'kafkajs';
import type { KafkaSettings } from '../config/config.js';
import { logger } from '../telemetry/logger.js';
import { letKafkajsRest } from './rest-when-idle.js';

letKafkajsRest();

/** A broker that takes a connection or a request and stays silent for this long is away. */
export const SILENCE_MS = 4000;
const CONNECT_MS = 2000;
const KEEP_ALIVE_MS = 60_000;

export interface KafkaPatience {
  /** How often kafkajs tries again by itself, with pauses up to `longestPauseMs`. */
  readonly retries: number;
  readonly longestPauseMs: number;
}

/**
 * The connections of one producer, consumer or admin. kafkajs goes on connecting and sending long after whoever waited has
 * given up; what is cut here ends for good.
 */
export class KafkaClient {
  readonly kafka: Kafka;
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  constructor(settings: KafkaSettings, { retries, longestPauseMs }: KafkaPatience) {
    const { brokers, tls, sasl } = settings;
    this.kafka = new Kafka({
      clientId: 'lectern',
      brokers: [...brokers],
      ...(tls && { ssl: { ca: tls.ca, cert: tls.cert, key: tls.key } }),
      ...(sasl && { sasl: signIn(sasl) }),
      connectionTimeout: CONNECT_MS,
      authenticationTimeout: SILENCE_MS,
      requestTimeout: SILENCE_MS,
      retry: { retries, initialRetryTime: 50, maxRetryTime: longestPauseMs, factor: 0.2, multiplier: 2 },
      socketFactory: ({ host, port, ssl, onConnect }) => this.open({ host, port }, ssl, onConnect),
      logLevel: logLevel.INFO,
      logCreator: () => quietly,
    });
  }

  /** Ends every connection now; a new one is refused. */
  cut(): void {
    this.isCut = true;
    // With an error: of a socket that merely closes kafkajs learns nothing, and waits for its answers for ever.
    for (const socket of this.sockets) socket.destroy(new Error('The client was cut off'));
  }

  private open(address: { host: string; port: number }, ssl: ConnectionOptions | undefined, onConnect: () => void): Socket {
    if (this.isCut) throw new Error('The client was cut off');
    const servername = isIP(address.host) ? {} : { servername: address.host };
    const socket = ssl ? connectTls({ ...address, ...servername, ...ssl }, onConnect) : connect(address, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  }
}

const signIn = ({ mechanism, username, password }: NonNullable<KafkaSettings['sasl']>): SASLOptions => {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password };
    case 'scram-sha-256':
      return { mechanism, username, password };
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
};

/** A broker that asks for TLS or SASL says nothing to whoever comes without: it hangs up. */
export const explained = (message: string): string =>
  message === 'Closed connection' ? 'it closed the connection: it may ask for TLS or SASL' : message;

/** kafkajs reports each retry as an error. What an operator has to know is said by those who use it. */
const quietly = ({ namespace, log }: LogEntry): void => {
  const { message, broker, groupId, error } = log as { message: string; broker?: string; groupId?: string; error?: unknown };
  logger.debug({ kafka: namespace, broker, group: groupId, reason: typeof error === 'string' ? error : undefined }, message);
};
