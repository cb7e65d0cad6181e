import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientAddress, isWithin } from './addresses.js';

describe('addresses', () => {
  it('are one, however they are written', () => {
    assert.equal(clientAddress('::ffff:10.0.0.1').text, '10.0.0.1');
    assert.equal(clientAddress('2001:DB8::1').text, clientAddress('2001:db8:0:0::1').text);
    assert.equal(clientAddress('not an address').text, 'unknown');
  });

  it('count by themselves, or by /64', () => {
    assert.equal(clientAddress('192.0.2.1').block, '192.0.2.1');
    assert.equal(clientAddress('2001:db8:1:2:3::4').block, '2001:db8:1:2::/64');
    assert.equal(clientAddress('2001:db8:1:2::').block, clientAddress('2001:db8:1:2:ffff::1').block);
    assert.notEqual(clientAddress('2001:db8:1:3::1').block, clientAddress('2001:db8:1:2::1').block);
  });

  it('know the machine itself', () => {
    assert.deepEqual(
      ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1'].map((address) => clientAddress(address).loopback),
      [true, true, true, false],
    );
  });

  it('lie in networks of their own kind', () => {
    const blocks = ['203.0.113.0/24', '2001:db8::/32', 'nonsense'];
    assert.deepEqual(
      ['203.0.113.9', '::ffff:203.0.113.9', '203.0.114.1', '2001:db8:ffff::1', '2001:db9::1', 'unknown'].map((address) =>
        isWithin(address, blocks),
      ),
      [true, true, false, true, false, false],
    );
  });
});
