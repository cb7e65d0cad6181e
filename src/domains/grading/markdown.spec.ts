import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownText } from './markdown.js';

test('what means nothing in Markdown stays as it is', () => {
  const text = 'Line 1 differs: expected "1.5", got \'2\' (of 3)! + - # = {}';
  assert.equal(markdownText(text), text);
});

test('what would become markup, a link or a second line does not', () => {
  assert.equal(markdownText('a *b* _c_ `d` [e](f) <g> &amp; |\nh'), 'a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\<g\\> \\&amp; \\| h');
  assert.equal(markdownText('https://x.example www.x.example a@x.example'), 'https\\://x.example www\\.x.example a\\@x.example');
});
