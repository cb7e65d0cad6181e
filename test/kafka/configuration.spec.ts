import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ConfigError } from '../../src/platform/config/config-error.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { loopbackCertificate } from '../identity/support/loopback-certificate.js';

const dataDir = mkdtempSync(join(tmpdir(), 'lectern-kafka-config-'));
chmodSync(dataDir, 0o755);
const given = {
  LECTERN_DATA_DIR: dataDir,
  DATABASE_URL: 'postgres://o:owner-pass@db/lectern',
  DATABASE_APP_URL: 'postgres://a:app-pass@db/lectern',
};
const production = {
  ...given,
  NODE_ENV: 'production',
  SECRET_KEY: randomBytes(48).toString('base64url').replace(/^./, 'k'),
  JWT_SECRET_KEY: randomBytes(48).toString('base64url').replace(/^./, 'k'),
};

const fileOf = (name: string, text: string): string => {
  const path = join(dataDir, name);
  writeFileSync(path, text);
  return path;
};
const files = {
  cert: fileOf('cert.pem', loopbackCertificate.cert),
  key: fileOf('key.pem', loopbackCertificate.key),
  otherKey: fileOf('other.pem', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
};

const namesOf = (environment: NodeJS.ProcessEnv): string[] => {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.doesNotMatch(error.message, /canary/);
    return error.problems.map((problem) => problem.split(':')[0] ?? '');
  }
};

describe('the configuration of Kafka', () => {
  after(() => rmSync(dataDir, { recursive: true }));

  it('reads how Kafka is reached, with nothing secret in print', () => {
    const kafka = {
      KAFKA_BROKERS: 'broker-1:9093, broker-2:9093',
      KAFKA_TLS: '1',
      KAFKA_TLS_CA: files.cert,
      KAFKA_TLS_CERT: files.cert,
      KAFKA_TLS_KEY: files.key,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'lectern',
      KAFKA_SASL_PASSWORD: 'canary-pass',
      LECTERN_KAFKA_PREFIX: 'north.',
    };
    const config = loadConfig({ ...production, ...kafka });
    assert.deepEqual(config.kafka?.brokers, ['broker-1:9093', 'broker-2:9093']);
    assert.equal(config.kafka.groupId, 'north.lectern-workers');
    assert.deepEqual(config.kafka.sasl, { mechanism: 'scram-sha-512', username: 'lectern', password: 'canary-pass' });
    assert.match(config.kafka.tls?.key ?? '', /PRIVATE KEY/);
    for (const text of [JSON.stringify(config), inspect(config)]) assert.doesNotMatch(text, /canary-pass|PRIVATE KEY/);
    assert.equal(loadConfig({ ...given, KAFKA_BROKERS: 'broker:9092' }).kafka?.groupId, 'lectern-workers');
    assert.equal(loadConfig(given).kafka, undefined);
  });

  it('finds every problem of the way to Kafka at once', () => {
    const { cert, key, otherKey } = files;
    const brokers = { ...given, KAFKA_BROKERS: 'broker:9092' };
    assert.deepEqual(namesOf({ ...given, KAFKA_BROKERS: 'broker' }), ['KAFKA_BROKERS']);
    assert.deepEqual(namesOf({ ...given, KAFKA_BROKERS: 'broker:99999' }), ['KAFKA_BROKERS']);
    assert.deepEqual(
      namesOf({ ...brokers, LECTERN_KAFKA_PREFIX: 'a b', LECTERN_KAFKA_GROUP: 'ä', KAFKA_TLS: 'perhaps', KAFKA_SASL_MECHANISM: 'magic' }),
      ['LECTERN_KAFKA_PREFIX', 'LECTERN_KAFKA_GROUP', 'KAFKA_TLS', 'KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'],
    );
    assert.deepEqual(namesOf({ ...brokers, KAFKA_SASL_USERNAME: 'lectern' }), ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_PASSWORD']);
    assert.deepEqual(namesOf({ ...brokers, KAFKA_TLS_CA: cert }), ['KAFKA_TLS_CA']);
    assert.deepEqual(namesOf({ ...brokers, KAFKA_TLS: '1', KAFKA_TLS_CERT: cert }), ['KAFKA_TLS_KEY']);
    assert.deepEqual(namesOf({ ...brokers, KAFKA_TLS: '1', KAFKA_TLS_CA: '/nowhere/ca.pem', KAFKA_TLS_CERT: key, KAFKA_TLS_KEY: key }), [
      'KAFKA_TLS_CA',
    ]);
    assert.deepEqual(namesOf({ ...brokers, KAFKA_TLS: '1', KAFKA_TLS_CA: key, KAFKA_TLS_CERT: key, KAFKA_TLS_KEY: key }), [
      'KAFKA_TLS_CA',
      'KAFKA_TLS_CERT',
    ]);
    assert.deepEqual(namesOf({ ...brokers, KAFKA_TLS: '1', KAFKA_TLS_CERT: cert, KAFKA_TLS_KEY: otherKey }), ['KAFKA_TLS_KEY']);
    assert.deepEqual(namesOf({ ...brokers, KAFKA_TLS: '1', KAFKA_TLS_CERT: cert, KAFKA_TLS_KEY: key }), []);
    assert.deepEqual(namesOf({ ...given, KAFKA_TLS: '1', KAFKA_SASL_PASSWORD: 'x' }), [
      'KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_USERNAME',
      'KAFKA_TLS',
      'KAFKA_SASL_PASSWORD',
    ]);
    const plain = { KAFKA_BROKERS: 'broker:9092', KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
    assert.deepEqual(namesOf({ ...production, ...plain }), ['KAFKA_SASL_MECHANISM']);
    assert.deepEqual(namesOf({ ...production, ...plain, KAFKA_TLS: 'true' }), []);
    assert.deepEqual(namesOf({ ...given, ...plain }), []);
  });
});
