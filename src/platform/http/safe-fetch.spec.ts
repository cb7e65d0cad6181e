import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress } from './safe-fetch.js';

const PUBLIC = ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'];
const REFUSED = [
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fc00::1',
  '::ffff:127.0.0.1',
  '::ffff:169.254.169.254',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'example.org',
];

test('only addresses of the public internet are public', () => {
  for (const address of PUBLIC) assert.equal(isPublicAddress(address), true, address);
  for (const address of REFUSED) assert.equal(isPublicAddress(address), false, address);
});
