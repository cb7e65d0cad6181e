import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { InvalidInput } from '../../../sdk/errors.js';
import type { ArchiveEntry } from '../../course-archive/archive-files.js';
import { ArchiveProblems } from '../../course-archive/archive-problems.js';
import { newContent } from '../exercise-content.js';
import type { ExerciseRow } from '../exercise-sql.js';
import { parseExerciseFile } from './exercise-file.js';
import { printCollection } from './print-collection.js';
import { readCollection } from './read-collection.js';

const file = (name: string, text: string | Buffer): ArchiveEntry => ({ name, kind: 'file', bytes: Buffer.from(text) });

/** What is read of a collection, and the places of what is wrong with it. */
const read = (entries: readonly ArchiveEntry[]) => {
  const problems = new ArchiveProblems();
  const collected = readCollection(entries, problems);
  let places: string[] = [];
  try {
    problems.throwIfAny();
  } catch (error) {
    places = Object.keys((error as InvalidInput).extras.errors ?? {});
  }
  return { collected, places };
};

const SUMS =
  '---\ntitle: Two sums\ndifficulty: advanced\ntopic: "# Sums"\n---\n\nAdd *two* numbers.\n\n## Hint\n\nSplit.\n\n## Hint (5 points)\n\nInt.\n';

describe('exercise.md', () => {
  it('has facts, a description and hints', () => {
    const { text, problems } = parseExerciseFile(SUMS, false);
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.fromEntries(text.facts), { title: 'Two sums', difficulty: 'advanced', topic: '# Sums' });
    assert.equal(text.description, 'Add *two* numbers.');
    assert.deepEqual(text.hints, [
      { text: 'Split.', cost: 0 },
      { text: 'Int.', cost: 5 },
    ]);
  });

  it('may do with a heading, lines of Windows, and code with headings in it', () => {
    const { text } = parseExerciseFile('# Loops\r\n\r\n```python\r\n## Hint\r\n```\r\nGo.\r\n## Hint (1 point)\r\nNow.', false);
    assert.equal(text.facts.get('title'), 'Loops');
    assert.equal(text.description, '```python\r\n## Hint\r\n```\r\nGo.');
    assert.deepEqual(text.hints, [{ text: 'Now.', cost: 1 }]);
    const titled = parseExerciseFile('---\ntitle: A\n---\n# B\n', false);
    assert.equal(titled.text.description, '# B');
  });

  it('is refused by line', () => {
    const linesOf = (markdown: string) => parseExerciseFile(markdown, false).problems.map(([line]) => line);
    assert.deepEqual(linesOf('---\ntitle: A\n'), [1]);
    assert.deepEqual(linesOf('---\ntitle: "\\u0000"\ntopic: "\\ud800"\nlanguage: "c"\n---\n'), [2, 3]);
    assert.deepEqual(linesOf('---\ntitle: A\nno fact\ntitle: B\n# comment\ntopic: "x\n---\n'), [3, 4, 6]);
  });
});

describe('a collection', () => {
  it('is read by its folders, from within another one too', () => {
    const entries = [
      file('README.md', '# Ours'),
      file('.git/config', 'x'),
      { name: 'two-sums', kind: 'folder' } as const,
      file('two-sums/exercise.md', SUMS),
      file('two-sums/solution.py', 'print(1)\n'),
      file('two-sums/cases.json', '[{"input":"1","expected_output":"2","weight":2}]'),
      file('two-sums/cases/02-large-ones.hidden.in', '2\n'),
      file('two-sums/cases/02-large-ones.hidden.out', '4\n'),
      file('two-sums/cases/1.out', '0\n'),
      file('two-sums/tests.py', 'import unittest\n'),
    ];
    const { collected, places } = read(entries);
    assert.deepEqual(places, []);
    const [one] = collected;
    assert.deepEqual([one?.slug, one?.input.language, one?.input.difficulty_level], ['two-sums', 'python', 'advanced']);
    assert.deepEqual(one && newContent(one.input).cases.map(({ id, name, kind, hidden, weight }) => [id, name, kind, hidden, weight]), [
      ['test-1', 'Test 1', 'io', false, 2],
      ['1', 'Test 1', 'io', false, 1],
      ['02-large-ones', 'Large ones', 'io', true, 1],
      ['tests', 'Tests', 'unittest', false, 1],
    ]);
    assert.deepEqual(read(entries.map((entry) => ({ ...entry, name: `./mine/${entry.name}` }))).collected[0]?.input, one?.input);
  });

  const good = [file('a/exercise.md', '# A'), file('a/solution.py', 'print(1)')];
  const wrong: readonly (readonly [string, readonly ArchiveEntry[], string])[] = [
    ['nothing', [], '_'],
    ['a file beside the folders', [...good, file('notes.txt', '')], 'notes.txt'],
    ['an unknown file', [...good, file('a/solutoin.py', '')], 'a/solutoin.py'],
    ['a way up', [...good, file('a/../../x', '')], 'a/../../x'],
    ['an absolute name', [...good, file('/etc/passwd', '')], '/etc/passwd'],
    ['a link', [...good, { name: 'a/cases.json', kind: 'other' }], 'a/cases.json'],
    ['a deeper folder', [...good, { name: 'a/more', kind: 'folder' }], 'a/more'],
    ['a second file of the name', [...good, ...good], 'a/exercise.md'],
    ['a folder without an exercise', [...good, file('b/solution.py', '')], 'b/exercise.md'],
    ['a folder with another name', [...good, file('Big B/exercise.md', '# B')], 'Big B'],
    ['no title', [file('a/exercise.md', 'Text')], 'a/exercise.md.title'],
    ['an unknown fact', [file('a/exercise.md', '---\ntitle: A\nlevel: 1\n---\n')], 'a/exercise.md.level'],
    ['another difficulty', [file('a/exercise.md', '---\ntitle: A\ndifficulty: 3\n---\n')], 'a/exercise.md.difficulty'],
    ['a file of another language', [...good, file('a/starter.js', '')], 'a/starter.js'],
    ['two solutions', [...good, file('a/solution.txt', '')], 'a/solution.txt'],
    ['cases that are no list', [...good, file('a/cases.json', '{}')], 'a/cases.json'],
    ['a case that does not fit', [...good, file('a/cases.json', '[{"input":5,"expected_output":""}]')], 'a/cases.json.0.input'],
    ['a case without output', [...good, file('a/cases/1.in', '')], 'a/cases/1.out'],
    ['a case half hidden', [...good, file('a/cases/1.hidden.in', ''), file('a/cases/1.out', '')], 'a/cases/1.out'],
    ['text that is no text', [...good, file('a/cases/1.out', Buffer.from([0xff]))], 'a/cases/1.out'],
    ['NUL', [file('a/exercise.md', '# A'), file('a/solution.py', 'print("\0")')], 'a/solution.py'],
    ['a hint too dear', [file('a/exercise.md', '# A\n## Hint (101 points)\nx')], 'a/exercise.md.hints.0.cost'],
    ['a hint of the file too long', [...good, file('a/hints.json', JSON.stringify(['', 'x'.repeat(2001)]))], 'a/hints.json.1'],
    [
      'a wrong comparison',
      [file('a/exercise.md', '---\ntitle: A\ncomparison: fuzzy\n---'), file('a/cases/1.out', '')],
      'a/cases/1.out.comparison',
    ],
    [
      'a tolerance that is none',
      [file('a/exercise.md', '---\ntitle: A\ncomparison: numeric\ntolerance: x\n---'), file('a/cases/1.out', '')],
      'a/cases/1.out.tolerance',
    ],
  ];
  it('is refused by file', () => {
    for (const [what, entries, place] of wrong) {
      const { places } = read(entries);
      assert.ok(places.includes(place), `${what}: ${places.join()}`);
    }
  });

  const words = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('## Hint', '```', '~~~\n## Hint (3 points)\n', '# T', '---', '"', '\\'),
  );
  const text = fc
    .array(words, { maxLength: 6 })
    .map((lines) => lines.join('\n').replaceAll('\0', '').trim())
    .filter((one) => one.isWellFormed());
  const some = text.filter((one) => one !== '');

  const json = fc
    .jsonValue()
    .filter((value) => !JSON.stringify(value).includes('__proto__'))
    .map((value) => JSON.parse(JSON.stringify(value)) as z.core.util.JSONType);

  it('says the same when it is printed and read again', () => {
    const exercise = fc.record({
      title: some.map((one) => one.slice(0, 200).trim()).filter((one) => one !== '' && one.isWellFormed()),
      topic: fc.option(some.map((one) => one.slice(0, 100).trim()).filter((one) => one !== '' && one.isWellFormed())),
      description: text,
      starter_code: text,
      solution_code: fc.option(text),
      expected_output: fc.option(text),
      hints: fc.array(fc.record({ text: some, cost: fc.nat(100) }, { noNullPrototype: true }), { maxLength: 3 }),
      test_cases: fc.array(
        fc.oneof(
          fc.record({ input: text, expected_output: text, hidden: fc.boolean(), weight: fc.integer({ min: 1, max: 5 }) }),
          fc.record({
            kind: fc.constant('function' as const),
            comparison: fc.constant('numeric' as const),
            input: fc.constant('{"function":"f","arguments":[1]}'),
            expected_output: json,
          }),
          fc.constant({ kind: 'unittest' as const, input: 'import unittest\n', id: 'tests', name: 'Tests' }),
        ),
        { maxLength: 4 },
      ),
    });
    fc.assert(
      fc.property(exercise, (input) => {
        const ids = input.test_cases.filter((one) => 'id' in one);
        fc.pre(ids.length < 2);
        const { collected: given } = read([file('a/exercise.md', '# A')]);
        assert.equal(given.length, 1);
        const whole = input.test_cases.map((one) => ({
          kind: 'io' as const,
          comparison: 'trimmed' as const,
          hidden: false,
          weight: 1,
          ...one,
        }));
        const content = newContent({ ...input, test_cases: whole });
        const row = rowOf(content);
        const entries = printCollection([row]).map(({ name, bytes }) => file(name, bytes));
        const { collected, places } = read(entries);
        assert.deepEqual(places, []);
        const [again] = collected;
        assert.ok(again);
        assert.deepEqual(newContent(again.input), content);
        assert.deepEqual(printCollection([rowOf(newContent(again.input))]), printCollection([row]));
      }),
      { numRuns: 300 },
    );
  });
});

const rowOf = (content: ReturnType<typeof newContent>): ExerciseRow => ({
  id: 'x',
  slug: 'a',
  title: content.title,
  description: content.description,
  difficulty_level: content.difficultyLevel,
  topic: content.topic,
  language: content.language,
  starter_code: content.starterCode,
  expected_output: content.expectedOutput,
  hints: content.hints,
  status: 'published',
  version: 1,
  revision: 1,
  created_at: new Date(0),
  updated_at: new Date(0),
  cases: content.cases,
  solution_code: content.solutionCode,
});
