import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newId } from '../../src/sdk/ids.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, effects, prepareEffects, publish } from '../events/fixture.js';
import { loopbackCertificate } from '../identity/support/loopback-certificate.js';
import { TestKafka, WITHOUT_KAFKA } from '../support/kafka.js';

const PASSWORD = 'canary-of-the-broker';
/** In a file of properties a value is one line. */
const oneLine = (pem: string): string => pem.trim().replaceAll('\n', '\\n');

const SECURED = {
  'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT',
  'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
  'sasl.mechanism.inter.broker.protocol': 'PLAIN',
  'listener.name.clients.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required username="broker" password="${PASSWORD}" user_broker="${PASSWORD}" user_lectern="${PASSWORD}";`,
  'listener.name.clients.scram-sha-256.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'listener.name.clients.scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'ssl.keystore.type': 'PEM',
  'ssl.keystore.key': oneLine(loopbackCertificate.key),
  'ssl.keystore.certificate.chain': oneLine(loopbackCertificate.cert),
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.certificates': oneLine(loopbackCertificate.cert),
};
const ACCOUNTS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((each) => ['--scram', `${each}=[name=lectern,password=${PASSWORD}]`]);
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

describe('a broker that asks who we are, over TLS', { skip: WITHOUT_KAFKA }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-kafka-tls-'));
  const authority = join(folder, 'ca.pem');
  let kafka: TestKafka;
  let server: TestServer | undefined;

  const start = (mechanism: string, password: string, more: NodeJS.ProcessEnv = {}): Promise<TestServer> =>
    startTestServer({
      env: {
        ...kafka.corner().environment,
        KAFKA_TLS: '1',
        KAFKA_TLS_CA: authority,
        KAFKA_SASL_MECHANISM: mechanism,
        KAFKA_SASL_USERNAME: 'lectern',
        KAFKA_SASL_PASSWORD: password,
        ...more,
      },
    });
  const health = async (): Promise<{ status: string; message?: string } | undefined> =>
    server && (await client(server).get('//health')).body.checks.kafka;

  before(async () => {
    writeFileSync(authority, loopbackCertificate.cert);
    kafka = await TestKafka.start(SECURED, ACCOUNTS);
  });
  after(async () => {
    await kafka.stop();
    rmSync(folder, { recursive: true });
  });

  for (const mechanism of MECHANISMS)
    test(`events travel with ${mechanism}`, async () => {
      server = await start(mechanism, PASSWORD);
      try {
        await prepareEffects(server);
        const consumer = addConsumer(server, 'Secured.seen');
        const key = newId();
        await publish(server, await addTenant(server, 'secured'), key, 1, 2, 3);
        const done = await eventually(async () => {
          const rows = server ? await effects(server, consumer) : [];
          return rows.length === 3 ? rows : undefined;
        });
        assert.deepEqual(
          done.map(({ n }) => n),
          [1, 2, 3],
        );
        assert.equal((await health())?.status, 'up');
      } finally {
        await server.close();
      }
    });

  test('a wrong password, or a broker whose certificate nobody vouches for, degrades and is named; requests go on', async () => {
    for (const [mechanism, password, more, reason] of [
      ...MECHANISMS.map((each) => [each, 'canary-of-a-typo', {}, /authentication failed/i] as const),
      ['plain', PASSWORD, { KAFKA_TLS_CA: '' }, /certificate|SELF_SIGNED/i],
      ['plain', PASSWORD, { KAFKA_TLS: '', KAFKA_TLS_CA: '' }, /may ask for TLS/],
    ] as const) {
      server = await start(mechanism, password, more);
      try {
        const report = await eventually(async () => {
          const now = await health();
          return now?.message && reason.test(now.message) ? now : undefined;
        });
        assert.equal(report.status, 'degraded');
        assert.doesNotMatch(JSON.stringify(report), /canary/);
        assert.equal((await client(server).get('//health/ready')).status, 200);
      } finally {
        await server.close();
      }
    }
  });
});
