import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Config } from '../config/config.js';

const TIMEOUT_MS = 2000;
const MAX_BYTES = 64 * 1024;

/** The address was refused, or what stands there is of no use. The message is for our logs, not for callers. */
export class FetchRefused extends Error {}

/** Only ordinary addresses of the public internet: nothing private, loopback, link-local, multicast or reserved. */
export const isPublicAddress = (address: string): boolean => ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name and refuses it when any of its addresses is not public: what was checked is what is connected to. */
const publicLookup = (host: string, options: LookupOptions, callback: LookupCallback): void => {
  resolveName(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
      return callback(new FetchRefused(`${host} is not public`), []);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/**
 * The one client for addresses that tenants give us: https, public addresses only (checked at connect), no redirects, no
 * proxy, 2 s, 64 KB.
 */
@Injectable()
export class SafeFetch {
  /** Tests have servers on this machine, with a certificate of their own. Nothing but a test can say so. */
  private readonly testCertificate: string | undefined;

  constructor(config: Config) {
    this.testCertificate = config.environment === 'test' ? config.variables['LECTERN_TEST_LOOPBACK_CERTIFICATE'] : undefined;
  }

  /** The body of a 200 answer. Throws `FetchRefused` or the network's error. */
  async get(address: string): Promise<Buffer> {
    const url = new URL(address);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const ca = host === '127.0.0.1' ? this.testCertificate : undefined;
    if (url.protocol !== 'https:') throw new FetchRefused('only https is fetched');
    if (!ca && isIP(host) !== 0 && !isPublicAddress(host)) throw new FetchRefused(`${host} is not public`);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const connection: RequestOptions = ca ? { ca } : { lookup: publicLookup };
    return readAnswer(await answerOf(url, { agent: false, signal, headers: { accept: 'application/json' }, ...connection }));
  }
}

const answerOf = (url: URL, options: RequestOptions): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end();
  });

const readAnswer = async (answer: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (answer.statusCode !== 200) throw new FetchRefused(`answered ${answer.statusCode}`);
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new FetchRefused(`answered more than ${MAX_BYTES} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    answer.destroy();
  }
};
