import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AskedTerm } from './asked-term.js';
import { blocksOf } from './blocks.js';
import { excerptOf } from './excerpt.js';
import * as intent from './intent.js';
import { languageSpoken } from './language.js';
import { timesIn } from './literals.js';
import { rankPassages } from './rank-passages.js';
import { sectionsOf } from './sections.js';
import { spelling } from './spelling.js';
import { askedWords } from './words.js';

const CHAPTER = { course_id: 'c', course_title: 'C', course_about: 'C', chapter_id: 'h', chapter_title: 'H', nearness: 1 };
const termOf = (word: string): AskedTerm => ({
  word,
  marks: [word],
  others: [],
  weight: 1,
  sure: 1,
  follows: false,
  vague: false,
  literal: false,
  common: false,
});
const rank = (content: string, ...words: string[]) =>
  rankPassages(words.map(termOf), [{ ...CHAPTER, content }], { language: 'en', definition: true });

describe('sections', () => {
  it('are what stands under each heading, programs left whole', () => {
    const markdown = 'Intro\n\n## One `x`\n\ntext\n\n```python\n# no heading\n```\n### Two ##\nmore\n## Empty\n';
    assert.deepEqual(sectionsOf(markdown), [
      { heading: null, text: 'Intro' },
      { heading: 'One x', text: 'text\n\n```python\n# no heading\n```' },
      { heading: 'Two', text: 'more' },
    ]);
    assert.deepEqual(
      blocksOf('a\nb\n\n~~~\nx\n\ny\n~~~\nc').map(({ kind, text }) => [kind, text]),
      [
        ['text', 'a\nb'],
        ['code', '~~~\nx\n\ny\n~~~'],
        ['text', 'c'],
      ],
    );
  });

  it('lose no word, whatever is written', () => {
    const unit = fc.constantFrom('#', ' ', '\n', '\n\n', '```', '~~~', 'word', '- ', '| ', '**');
    const words = (text: string) => text.match(/word/g)?.length ?? 0;
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 80 }), (markdown) => {
        const sections = sectionsOf(markdown);
        const inSections = sections.reduce((sum, { heading, text }) => sum + words(text) + words(heading ?? ''), 0);
        assert.ok(inSections <= words(markdown));
        for (const { text } of sections)
          assert.equal(
            blocksOf(text).reduce((sum, block) => sum + words(block.text), 0),
            words(text),
          );
      }),
    );
  });
});

describe('an excerpt', () => {
  it('is short, and closes what it opens', () => {
    const unit = fc.constantFrom('loop ', 'word ', '\n', '\n\n', '```\n', '## loop\n', '| a | b |\n', 'x'.repeat(90));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 200 }), fc.boolean(), (markdown, example) => {
        for (const passage of rank(markdown, 'loop')) {
          const text = excerptOf(passage, example);
          assert.ok(text.length < 2500, `${text.length}`);
          assert.ok(passage.fit >= 0 && passage.fit <= 1, `${passage.fit}`);
        }
      }),
    );
    const [long] = rank(`loop\n\n\`\`\`\n${'loop line\n'.repeat(500)}\`\`\``, 'loop');
    assert.match(long ? excerptOf(long, true) : '', /\n…\n```$/);
  });

  it('begins where the text says what is asked for', () => {
    const [best] = rank('A loop here.\n\nMany a loop there, loop after loop.\n\nDoing it again is called a **loop**.', 'loop');
    assert.match(best ? excerptOf(best) : '', /^Doing it again/);
  });
});

describe('spelling', () => {
  it('forgives one slip, and takes no other word', () => {
    for (const [word, mark] of [
      ['functoin', 'function'],
      ['varable', 'variable'],
      ['dictonary', 'dictionary'],
      ['whlie', 'while'],
    ])
      assert.equal(spelling(word ?? '', [mark ?? '']), 'mended', word);
    for (const [word, mark] of [
      ['weather', 'whether'],
      ['cup', 'cut'],
      ['sick', 'sock'],
      ['fall', 'fail'],
      ['story', 'storm'],
      ['story', 'history'],
      ['peru', 'per'],
    ])
      assert.equal(spelling(word ?? '', [mark ?? '']), 'unknown', word);
    assert.deepEqual([spelling('loops', ['loop', 'loops']), spelling('happy', ['happi'])], ['exact', 'exact']);
    assert.equal(spelling('säure', ['salzsaure']), 'mended');
    assert.equal(spelling('nothing', []), 'unknown');
  });
});

describe('the words of a question', () => {
  const words = (question: string, language: 'en' | 'de' = 'en') => askedWords(question, language).map(({ word }) => word);

  it('are those that carry it', () => {
    assert.deepEqual(words("What's a variable and how do I make one?"), ['variable']);
    assert.deepEqual(words('Kannst du mir bitte erklären, was eine Zelle ist?', 'de'), ['zelle']);
    assert.deepEqual(words('what does `for` do'), ['for']);
    assert.deepEqual(words('my loop:\n```python\nfor secret in range(3): pass\n```'), ['loop']);
    assert.deepEqual(words('why?'), []);
    assert.ok(words('word '.repeat(2000)).length === 1 && words([...Array(500).keys()].map((n) => `w${n}`).join(' ')).length <= 12);
  });

  it('are signs and figures, too', () => {
    assert.deepEqual(words('what does % do'), ['%']);
    assert.deepEqual(words('Is == the same as =?'), ['==', '=']);
    assert.deepEqual(words("what's bigger, 3/4 or 5/7?"), ['bigger', '3/4', '5/7']);
    assert.deepEqual(words('please!!! -- is it :( ...'), []);
    assert.deepEqual(
      askedWords('in 1989, 7 of them', 'en').map(({ word, vague }) => [word, vague]),
      [
        ['1989', false],
        ['7', true],
      ],
    );
    assert.deepEqual(
      [timesIn('| `%` | `7 % 2` |', '%'), timesIn('a == b = c', '='), timesIn('13/4 3/4 3/45', '3/4'), timesIn('25 % of it', '25%')],
      [2, 1, 1, 1],
    );
  });

  it('tell little in every form, and are told without apostrophes', () => {
    const telling = (question: string, language: 'en' | 'de' = 'en') =>
      askedWords(question, language).flatMap(({ word, vague }) => (vague ? [] : [word]));
    assert.deepEqual(telling('whats happening when it keeps running forever'), ['running']);
    assert.deepEqual(telling('welche wolken gibts denn im august', 'de'), ['wolken']);
    assert.deepEqual(askedWords('a green house', 'en')[1]?.others, ['greenhouse']);
  });
});

describe('the language of a question', () => {
  it('is heard from its words of grammar, else it is the usual one', () => {
    assert.equal(languageSpoken('wie entsteht hagel', 'en'), 'de');
    assert.equal(languageSpoken('how does a loop work', 'de'), 'en');
    assert.deepEqual([languageSpoken('photosynthese', 'de'), languageSpoken('photosynthese', 'en')], ['de', 'en']);
  });
});

describe('what a learner wants', () => {
  it('is heard in both languages', () => {
    for (const text of ['Hi!', 'hello there', 'Guten Tag', 'hallo, wie gehts?']) assert.ok(intent.isGreeting(text), text);
    for (const text of ['yes', 'Yes please!', 'ja, gerne', 'ok']) assert.ok(intent.isYes(text), text);
    for (const text of ['yesterday I tried', 'okay but why', 'ja aber warum']) assert.ok(!intent.isYes(text), text);
    for (const text of ['give me the solution', 'Solve it for me', 'Zeig mir die Lösung', 'what are the hidden tests'])
      assert.ok(intent.asksForSolution(text), text);
    for (const text of ['what is a salt solution?', 'Was ist eine Lösung in der Chemie?', 'how do I solve an equation'])
      assert.ok(!intent.asksForSolution(text), text);
    for (const text of ['quiz answers please', 'what is the answer to question 3', 'Welche Antwort ist richtig?'])
      assert.ok(intent.asksForKeys(text), text);
    for (const text of ['how does input answer with text', 'what is a test']) assert.ok(!intent.asksForKeys(text), text);
  });

  it('is found out quickly, whatever is written', () => {
    const long = [
      'a ',
      'so ',
      'give me ',
      'the answer to ',
      'lösung der ',
      '`',
      '_',
      '**',
      '| ',
      '- ',
      '\n',
      '# ',
      'ja ',
      '!',
      'wie ',
      '\u0301',
    ];
    for (const unit of long) {
      const text = unit.repeat(8000 / unit.length);
      const before = process.cpuUsage();
      const spent = () => Math.round(process.cpuUsage(before).user / 1000);
      const took: string[] = [];
      const lap = (what: string) => took.push(`${what} ${spent()}`);
      for (const recognise of Object.values(intent)) recognise(text);
      lap('intents');
      askedWords(text, 'en');
      lap('words');
      for (const passage of rank(unit.repeat(40_000 / unit.length), 'so', 'answer')) excerptOf(passage, true);
      assert.ok(spent() < 2000, `${JSON.stringify(unit)}: ${took.join()}, all ${spent()} ms`);
    }
  });
});
