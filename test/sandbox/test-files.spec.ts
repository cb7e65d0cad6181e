import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestReport } from '../../src/runner/protocol.js';
import { type OrdinaryDriver, ordinaryDriver, WITHOUT_BUBBLEWRAP } from './ordinary-driver.js';

/** By name: whether it passed, and what was said. */
const byName = (reports: readonly TestReport[] | undefined) =>
  Object.fromEntries((reports ?? []).map(({ name, passed, message }) => [name, passed ? true : message]));

describe('A file of tests', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let sandbox: OrdinaryDriver;
  before(async () => void (sandbox = await ordinaryDriver()));
  after(() => sandbox.close());

  describe('in Python', () => {
    const run = (source: string, file: string) => sandbox.run('python', source, { kind: 'tests', file });
    const reported = async (source: string, file: string) => byName((await run(source, file)).tests);

    it('is a result for each of its tests', async () => {
      const file = [
        'import unittest',
        'from main import half',
        'def test_bare():',
        '    assert half(4) == 2',
        'def test_bare_wrong():',
        '    assert half(4) == 3',
        'class Halves(unittest.TestCase):',
        '    def test_right(self): self.assertEqual(half(2), 1)',
        '    def test_wrong(self): self.assertEqual(half(2), 2)',
        '    def test_crash(self): self.assertEqual(half("x"), 2)',
        '    def test_raises(self):',
        '        with self.assertRaisesRegex(TypeError, "unsupported"): half("x")',
        '    def test_parts(self):',
        '        for number in (2, 4):',
        '            with self.subTest(number=number): self.assertEqual(half(number), 1)',
        '    @unittest.skip("later")',
        '    def test_skipped(self): pass',
        '    @unittest.expectedFailure',
        '    def test_expected(self): self.assertEqual(half(2), 2)',
        '    @unittest.expectedFailure',
        '    def test_unexpected(self): self.assertEqual(half(2), 1)',
        'unittest.main()',
      ].join('\n');
      assert.deepEqual(await reported('def half(number):\n    return number / 2\n', file), {
        test_bare: true,
        test_bare_wrong: '2.0 == 3 is not true\nassert half(4) == 3',
        test_right: true,
        test_wrong: '1.0 != 2\ndef test_wrong(self): self.assertEqual(half(2), 2)',
        test_crash:
          "TypeError: unsupported operand type(s) for /: 'str' and 'int' (line 2)\ndef test_crash(self): self.assertEqual(half(\"x\"), 2)",
        test_raises: true,
        test_parts: '(number=4): 2.0 != 1\nwith self.subTest(number=number): self.assertEqual(half(number), 1)',
        test_skipped: 'Skipped: later',
        test_expected: true,
        test_unexpected: 'The test passed, but was expected to fail.',
      });
    });

    it('fails with what prepares and cleans up', async () => {
      const file = [
        'import unittest',
        'class Prepared(unittest.TestCase):',
        '    def setUp(self): raise ValueError("not today")',
        '    def test_a(self): pass',
        'class Cleaned(unittest.TestCase):',
        '    def tearDown(self): raise ValueError("left a mess")',
        '    def test_b(self): pass',
        'class Whole(unittest.TestCase):',
        '    @classmethod',
        '    def setUpClass(cls): raise ValueError("never begun")',
        '    def test_c(self): pass',
        'class Fine(unittest.TestCase):',
        '    def test_d(self): pass',
      ].join('\n');
      const tests = await reported('', file);
      assert.match(String(tests.test_a), /^ValueError: not today/);
      assert.match(String(tests.test_b), /^ValueError: left a mess/);
      assert.match(String(tests.test_c), /^ValueError: never begun/);
      assert.equal(tests.test_d, true);
    });

    it('may patch, wait, log and catch what the program does', async () => {
      const source = [
        'import asyncio, logging, random, re',
        'from collections import namedtuple',
        'from dataclasses import dataclass',
        'from fractions import Fraction',
        'Pair = namedtuple("Pair", "a b")',
        '@dataclass',
        'class Point:',
        '    x: int',
        'def greet(): print("Hello,", input())',
        'def roll(): return random.randint(1, 6)',
        'async def later(value):',
        '    await asyncio.sleep(0)',
        '    return value',
        'def warn(): logging.getLogger("own").warning("careful")',
        'def parse(): re.compile("(")',
      ].join('\n');
      const file = [
        'import io, random, re, unittest',
        'from unittest.mock import patch, ANY',
        'from solution import *',
        'class Tests(unittest.TestCase):',
        '    def test_input(self):',
        '        with patch("sys.stdout", new_callable=io.StringIO) as out, patch("builtins.input", return_value="Ada"): greet()',
        '        self.assertEqual(out.getvalue(), "Hello, Ada\\n")',
        '    def test_seed(self):',
        '        random.seed(1)',
        '        first = roll()',
        '        random.seed(1)',
        '        self.assertEqual(roll(), first)',
        '        with patch("random.randint", return_value=9): self.assertEqual(roll(), 9)',
        '    def test_log(self):',
        '        with self.assertLogs("own") as logged: warn()',
        '        self.assertEqual(logged.output, ["WARNING:own:careful"])',
        '    def test_error(self):',
        '        with self.assertRaises(re.error): parse()',
        '    def test_values(self):',
        '        self.assertEqual(Point(1), Point(1))',
        '        self.assertEqual(Pair(1, 2), (1, 2))',
        '        self.assertIn(Point(2), [Point(1), Point(2)])',
        '        self.assertCountEqual([Point(1), 2], [2, Point(1)])',
        '        self.assertAlmostEqual(Fraction(1, 3), 0.3333333333)',
        '        self.assertEqual({"a": Point(1)}, {"a": ANY})',
        'class Async(unittest.IsolatedAsyncioTestCase):',
        '    async def test_async(self): self.assertEqual(await later(2), 2)',
      ].join('\n');
      const tests = await reported(source, file);
      assert.equal(Object.keys(tests).length, 6);
      assert.deepEqual(
        Object.entries(tests).filter(([, passed]) => passed !== true),
        [],
      );
    });

    it('waits for what it awaits, whatever becomes of the event loop', async () => {
      const file = [
        'import unittest',
        'from main import later',
        'class Async(unittest.IsolatedAsyncioTestCase):',
        '    async def test_value(self): self.assertEqual(await later(2), 2)',
      ].join('\n');
      assert.deepEqual(await reported('async def later(value): return value', file), { test_value: true });
      const cheat = [
        'import asyncio',
        'class Runner(asyncio.Runner):',
        '    def run(self, coroutine, **rest): coroutine.close()',
        'for name in ("run", "run_until_complete"): setattr(asyncio.base_events.BaseEventLoop, name, lambda *args: None)',
        'asyncio.Runner.run = asyncio.runners.Runner.run = Runner.run',
        'async def later(value): return None',
      ].join('\n');
      const tests = await reported(cheat, file);
      assert.deepEqual(Object.keys(tests), ['test_value']);
      assert.notEqual(tests.test_value, true);
    });

    it('is not given built-in functions of the program without asking for them', async () => {
      const file = ['import unittest', 'from main import *', 'def test_all(): assert all([half(2) == 1])'].join('\n');
      assert.deepEqual(await reported('def half(n): return 1', file), { test_all: true });
      const result = await run('def half(n): return 2\ndef all(values): return True', file);
      assert.equal(result.tests, undefined);
      assert.match(result.stderr, /ImportError: The program defines all, .* import it by name/);
      const own = 'from main import all\ndef test_all(): assert all([1]) == "own"';
      assert.deepEqual(await reported('def all(values): return "own"', own), { test_all: true });
    });

    it('says where a program cannot be loaded, and passes nothing', async () => {
      const result = await run('def half(number):\n    return 1\n\nboom\n', 'from main import half\ndef test_a(): assert half(2) == 1');
      assert.partialDeepStrictEqual(result, { status: 'runtime_error', exit_code: 1 });
      assert.equal(result.tests, undefined);
      assert.match(result.stderr, /File "\/work\/main\.py", line 4/);
      assert.match(result.stderr, /NameError: name 'boom' is not defined/);
      assert.doesNotMatch(result.stderr, /harness/);
    });
  });

  describe('in JavaScript', () => {
    const reported = async (source: string, file: string) =>
      byName((await sandbox.run('javascript', source, { kind: 'tests', file })).tests);

    it('is a result for each of its tests', async () => {
      const source =
        'function half(n) { return n / 2; }\nconst later = async (value) => value;\nclass Box {}\nfunction boom() { return null.x; }\n';
      const file = [
        "const { half, later, Box, boom } = require('./main');",
        "const { equal } = require('node:assert/strict');",
        'let prepared = 0;',
        'beforeEach(() => { prepared += 1; });',
        "test('right', () => equal(half(2), prepared));",
        "test('wrong', () => assert.strictEqual(half(2), 2));",
        "describe('group', () => {",
        "  it('waits', async () => assert.equal(await later(3), 3));",
        "  it('waits in vain', async () => assert.equal(await later(3), 4));",
        "  it('is of a class', () => assert.ok(new Box() instanceof Box));",
        "  it('catches', () => assert.throws(boom, TypeError));",
        "  it('crashes', () => boom());",
        '});',
        "test('strays', () => { Promise.reject(new Error('astray')); });",
        "test('throws later', () => new Promise(() => setTimeout(() => { throw new Error('too late'); }, 5)));",
        "test('never ends', () => new Promise(() => {}));",
        "test.skip('skipped', () => {});",
        "test('parts', async (t) => { await t.test('part', () => assert.equal(1, 2)); });",
        "test('same', () => {});",
        "test('same', () => {});",
      ].join('\n');
      const tests = await reported(source, file);
      const passed = ['right', 'group > waits', 'group > is of a class', 'group > catches', 'same', 'same (2)'];
      assert.deepEqual(
        Object.keys(tests).filter((name) => tests[name] === true),
        passed,
      );
      assert.match(String(tests.wrong), /1 !== 2/);
      assert.match(String(tests['group > crashes']), /^TypeError: Cannot read properties of null .*\(line 4\)/);
      assert.equal(tests.strays, 'Error: astray');
      assert.equal(tests['throws later'], 'Error: too late');
      assert.match(String(tests['never ends']), /never came to its end/);
      assert.equal(tests.skipped, 'Skipped');
      assert.equal(Object.keys(tests).length, 14);
    });

    it('leaves a program its own methods of any name', async () => {
      const source = [
        'class Stack extends Array { push(x) { super.push(x * 2); return this; } toString() { return `S${this.length}`; } }',
        'function Old() {}',
        'Old.prototype.toString = function () { return "old"; };',
        'Old.prototype.map = function () { return "mapped"; };',
        'const plain = {};',
        'plain.hasOwnProperty = () => "own";',
        'String.prototype.shout = function () { return this.toUpperCase(); };',
        'class Failure extends Error { constructor(m) { super(m); this.name = "Failure"; } }',
      ].join('\n');
      const file = [
        "const { Stack, Old, plain, Failure } = require('./main');",
        "test('a', () => {",
        "  assert.equal(String(new Stack().push(1)), 'S1');",
        "  assert.equal(`${new Old()} ${new Old().map()}`, 'old mapped');",
        "  assert.equal(plain.hasOwnProperty(), 'own');",
        "  assert.equal('a'.shout(), 'A');",
        "  assert.equal(String(new Failure('x')), 'Failure: x');",
        '  const { random } = Math; Math.random = () => 7; assert.equal(Math.random(), 7); Math.random = random;',
        '});',
      ].join('\n');
      assert.deepEqual(await reported(source, file), { a: true });
    });

    it('takes what a program exports itself', async () => {
      const file = "const main = require('../work/main.js');\ntest('a', () => assert.equal(main.half(4), 2));";
      assert.deepEqual(await reported('exports.half = (n) => n / 2;', file), { a: true });
    });

    it('says where a program cannot be loaded, and passes nothing', async () => {
      const result = await sandbox.run('javascript', 'const a = 1;\nboom();\n', {
        kind: 'tests',
        file: "require('./main'); test('a', () => {});",
      });
      assert.equal(result.status, 'runtime_error');
      assert.equal(result.tests, undefined);
      assert.match(result.stderr, /ReferenceError: boom is not defined\n\s+at .*\/work\/main\.js:2/);
    });
  });
});
