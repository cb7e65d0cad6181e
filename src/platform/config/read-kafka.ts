import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Config, type KafkaSettings, SASL_MECHANISMS } from './config.js';
import type { EnvironmentReader } from './environment-reader.js';
import * as schema from './variable-schemas.js';

const FILES = { ca: 'KAFKA_TLS_CA', cert: 'KAFKA_TLS_CERT', key: 'KAFKA_TLS_KEY' } as const;
const SASL = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

/** The brokers, and how to sign in to them; undefined without brokers: events then stay in the process. */
export const readKafka = (read: EnvironmentReader, production: boolean): Pick<Config, 'kafka'> => {
  const brokers = read.read('KAFKA_BROKERS', schema.brokers, undefined);
  const topicPrefix = read.read('LECTERN_KAFKA_PREFIX', schema.kafkaName, '');
  // Members of one group must read the same topics: installations that share a broker differ in both.
  const groupId = read.read('LECTERN_KAFKA_GROUP', schema.kafkaName, `${topicPrefix}lectern-workers`);
  const tls = readTls(read);
  const sasl = readSasl(read, production && tls === undefined);
  if (read.raw('KAFKA_BROKERS') === undefined) {
    for (const name of ['KAFKA_TLS', ...Object.values(FILES), ...SASL]) {
      if (read.raw(name) !== undefined) read.problem(name, 'is of no use without KAFKA_BROKERS');
    }
  }
  return { kafka: brokers && { brokers, tls, sasl, topicPrefix, groupId } };
};

const readTls = (read: EnvironmentReader): KafkaSettings['tls'] => {
  const wanted = read.read('KAFKA_TLS', schema.flag, false);
  const given = Object.values(FILES).filter((name) => read.raw(name) !== undefined);
  if (!wanted) {
    if (!read.hasProblem('KAFKA_TLS')) for (const name of given) read.problem(name, 'is of no use without KAFKA_TLS=1');
    return undefined;
  }
  if (given.includes(FILES.cert) !== given.includes(FILES.key)) {
    const [missing, other] = given.includes(FILES.cert) ? [FILES.key, FILES.cert] : [FILES.cert, FILES.key];
    read.problem(missing, `is needed with ${other}`);
  }
  const tls = { ca: fileOf(read, FILES.ca), cert: fileOf(read, FILES.cert), key: fileOf(read, FILES.key) };
  if (given.every((name) => !read.hasProblem(name))) checkPem(read, tls);
  return tls;
};

const fileOf = (read: EnvironmentReader, name: string): string | undefined => {
  const path = read.raw(name);
  if (path === undefined) return undefined;
  try {
    const text = readFileSync(path, 'utf8');
    if (text.includes('-----BEGIN ')) return text;
    read.problem(name, 'must name a PEM file');
  } catch (error) {
    read.problem(name, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
  return undefined;
};

/** Each on its own first, so that the problem has the name of the file it is in. */
const checkPem = (read: EnvironmentReader, { ca, cert, key }: NonNullable<KafkaSettings['tls']>): void => {
  const certificate = cert === undefined ? undefined : made(() => new X509Certificate(cert));
  const privateKey = key === undefined ? undefined : made(() => createPrivateKey(key));
  if (ca !== undefined && !made(() => new X509Certificate(ca))) read.problem(FILES.ca, 'holds no certificate that can be read');
  if (cert !== undefined && !certificate) read.problem(FILES.cert, 'holds no certificate that can be read');
  if (key !== undefined && !privateKey) read.problem(FILES.key, 'holds no private key that can be read without a passphrase');
  if (certificate && privateKey && !certificate.checkPrivateKey(privateKey)) {
    read.problem(FILES.key, `does not belong to the certificate in ${FILES.cert}`);
  }
};

const made = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

const readSasl = (read: EnvironmentReader, bare: boolean): KafkaSettings['sasl'] => {
  const mechanism = read.read('KAFKA_SASL_MECHANISM', schema.oneOf(SASL_MECHANISMS), undefined);
  const username = read.read('KAFKA_SASL_USERNAME', schema.someText, undefined);
  const password = read.read('KAFKA_SASL_PASSWORD', schema.someText, undefined);
  const given = SASL.filter((name) => read.raw(name) !== undefined);
  if (given.length > 0) {
    for (const name of SASL) if (!given.includes(name)) read.problem(name, `is needed with ${given.join(' and ')}`);
  }
  if (mechanism === 'plain' && bare)
    read.problem('KAFKA_SASL_MECHANISM', 'plain sends the password as it is: production needs KAFKA_TLS=1 with it');
  if (mechanism === undefined || username === undefined || password === undefined) return undefined;
  return { mechanism, username, password };
};
