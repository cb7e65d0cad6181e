import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNode, tooOld } from './assert-node.js';

test('an old Node is named, with the way to the right one', () => {
  for (const version of ['18.20.8', '20.20.2', '22.14.0', '23.11.1'])
    assert.match(tooOld(version) ?? '', new RegExp(`this is Node ${version.replaceAll('.', '\\.')}\\..*npm start`));
  for (const version of ['24.0.0', '24.21.0', '26.1.0', '100.0.0']) assert.equal(tooOld(version), undefined);
  assertNode();
});
