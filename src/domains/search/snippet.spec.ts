import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { plainText } from './plain-text.js';
import { fold, recogniseMarks, snippetOf } from './snippet.js';

const shown = (markdown: string, marks: readonly string[]) => snippetOf(markdown, recogniseMarks(marks));

describe('plain text of Markdown', () => {
  it('is what a reader hears', () => {
    const markdown = `# Loops

> A **loop** repeats *something*, see \`print\`, [the manual](https://example.org/secret "x") or ![a picture](p.png).
<!-- for teachers
only -->
1. first
- second_word, __init__ and __very strong__ ~~gone~~ \\* star

\`\`\`python
for name in names:
    print(name)
\`\`\`

| a | b |
|---|:-:|
| 1 | 2 |
---
<div class="x">end</div> https://example.org/page`;
    assert.equal(
      plainText(markdown),
      'Loops A loop repeats something, see print, the manual or a picture. first second_word, __init__ and very strong gone * star for name in names: print(name) a b 1 2 end',
    );
    assert.equal(plainText(' \n\n '), '');
  });
});

describe('a snippet', () => {
  it('marks the words that were found, in every inflection', () => {
    assert.equal(
      shown('Eine **Schleife** und zwei Schleifen.', ['schleif']),
      'Eine <mark>Schleife</mark> und zwei <mark>Schleifen</mark>.',
    );
    assert.equal(
      shown('Happy people are happily happy.', ['happi']),
      '<mark>Happy</mark> people are <mark>happily</mark> <mark>happy</mark>.',
    );
    assert.equal(
      shown('Die Größe der Häuser in der Straße', ['gross', 'haus', 'strass']),
      'Die <mark>Größe</mark> der <mark>Häuser</mark> in der <mark>Straße</mark>',
    );
    assert.equal(shown('a list is not a listlessness', ['list']), 'a <mark>list</mark> is not a listlessness');
    assert.equal(shown('C, C and see', ['c']), '<mark>C</mark>, <mark>C</mark> and see');
  });

  it('shows the place where most was found, cut between words', () => {
    const filler = 'lorem ipsum dolor sit amet '.repeat(30);
    const piece = shown(`loop ${filler} here a loop repeats a loop ${filler}`, ['loop', 'repeat']) ?? '';
    assert.match(piece, /^… [a-z ]*here a <mark>loop<\/mark> <mark>repeats<\/mark> a <mark>loop<\/mark> [a-z ]+ …$/);
    assert.ok(piece.length < 320);
    assert.match(shown(filler, ['nothing']) ?? '', /^lorem ipsum [a-z ]+ …$/);
    assert.equal(shown('', ['x']), undefined);
  });

  it('is nothing but escaped text and marks, whatever the text', () => {
    const evil = '<img src=x onerror=alert(1)> & "loop" <mark>loop</mark> \'<script>alert("loop")</script>';
    assert.equal(shown(evil, ['loop']), '&amp; &quot;<mark>loop</mark>&quot; <mark>loop</mark> &#39; alert(&quot;<mark>loop</mark>&quot;)');
    const unit = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      'loop',
      'script',
      ' ',
      '\n',
      '/',
      '!',
      '-',
      '`',
      '*',
      '[',
      ']',
      '(',
      ')',
      '🙂',
      'ß',
      '\ud83d',
      '#',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 600 }), (text) => {
        const html = shown(text, ['loop', 'script']) ?? '';
        assert.doesNotMatch(html.replaceAll(/<mark>[^<>]*<\/mark>/g, ''), /[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it('folds as the index does', () => {
    assert.deepEqual(['Größe', 'ÉCOLE', 'Øre', 'Żółć', 'ﬁn', 'Привет', 'Ǆ'].map(fold), [
      'grosse',
      'ecole',
      'ore',
      'zolc',
      'fin',
      'привет',
      'dz',
    ]);
  });
});
