import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_STATUSES, type Limits, type RunCase, type RunStatus } from '../../../src/runner/protocol.js';

/**
 * A hostile program. Its file begins with comments that say what is to come of it:
 *
 *     expect: ok | runtime_error   the statuses it may end with
 *     stdout: refused              what its output must hold; also `stdout-not`, `stderr`, `stderr-not`
 *     limits: wall_ms=900          limits of its own
 *     truncated, whole             whether its output must have been cut, or must not
 *     call: answer [1]             a function to call with these arguments; else it is a program
 *     no-value                     nothing may pass for the value of a call or the report of a test
 *     fill: @X@ 1000 "text"        put in place of every `@X@` before it is run, so many times
 *     replace-all: "text"          the whole source, when a comment would spoil it
 *
 * `ESCAPED` at the beginning of a line says that an attack has worked, in whichever program.
 */
export interface HostileProgram {
  /** `python/001-endless-loop.py` */
  readonly name: string;
  readonly language: string;
  readonly source: string;
  readonly run: RunCase;
  readonly limits: Partial<Limits>;
  readonly expect: readonly RunStatus[];
  readonly stdout: readonly string[];
  readonly stdoutNot: readonly string[];
  readonly stderr: readonly string[];
  readonly stderrNot: readonly string[];
  /** Undefined: either. */
  readonly truncated: boolean | undefined;
  readonly valueless: boolean;
}

/** What is compiled first: some of it takes long to be refused. */
const LANGUAGES = ['c', 'javascript', 'python'] as const;
const DIRECTIVE = /^(?:#|\/\/) ([a-z-]+)(?:: (.*))?$/;
const NAMES = 'expect stdout stdout-not stderr stderr-not limits truncated whole call no-value fill replace-all'.split(' ');

/** Reads every program beside this file. `places` stands for what an attacker knows of the host: `@CANARY_FILE@` and so on. */
export const hostilePrograms = (places: Readonly<Record<string, string>>): readonly HostileProgram[] =>
  LANGUAGES.flatMap((language) =>
    readdirSync(join(import.meta.dirname, language))
      .sort()
      .map((file) => readProgram(language, file, places)),
  );

const readProgram = (language: string, file: string, places: Readonly<Record<string, string>>): HostileProgram => {
  const name = `${language}/${file}`;
  const text = readFileSync(join(import.meta.dirname, name), 'utf8');
  const said = directivesOf(text);
  const unknown = said.find(([directive]) => !NAMES.includes(directive));
  if (unknown) throw new Error(`${name} says ${unknown[0]}, which means nothing`);
  const all = (directive: string): readonly string[] => said.filter(([found]) => found === directive).map(([, value]) => value);
  const expect = (all('expect')[0] ?? '').split(' | ').filter(isStatus);
  if (expect.length === 0) throw new Error(`${name} does not say what to expect`);
  return {
    name,
    language,
    source: sourceOf(text, all, places),
    run: runOf(all('call')[0]),
    limits: limitsOf(all('limits')[0]),
    expect,
    stdout: all('stdout'),
    stdoutNot: all('stdout-not'),
    stderr: all('stderr'),
    stderrNot: all('stderr-not'),
    truncated: all('truncated').length > 0 ? true : all('whole').length > 0 ? false : undefined,
    valueless: all('no-value').length > 0,
  };
};

const isStatus = (word: string): word is RunStatus => RUN_STATUSES.some((status) => status === word);

/** Only what stands in the first comments counts. */
const directivesOf = (text: string): readonly (readonly [string, string])[] => {
  const found: [string, string][] = [];
  for (const line of text.split('\n')) {
    if (!/^(?:#|\/\/) /.test(line)) break;
    const [, name, value = ''] = DIRECTIVE.exec(line) ?? [];
    if (name !== undefined) found.push([name, value]);
  }
  return found;
};

const sourceOf = (text: string, all: (directive: string) => readonly string[], places: Readonly<Record<string, string>>): string => {
  const [whole] = all('replace-all');
  if (whole !== undefined) return JSON.parse(whole) as string;
  let source = text.replace(/^(?:#|\/\/) fill: .*\n/gm, '');
  for (const fill of all('fill')) {
    const [, mark = '', times = '', filling = ''] = /^(@\w+@) (\d+) (".*")$/.exec(fill) ?? [];
    source = source.replaceAll(mark, () => (JSON.parse(filling) as string).repeat(Number(times)));
  }
  return source.replaceAll(/@([A-Z_]+)@/g, (mark, place: string) => places[place] ?? mark);
};

const runOf = (call: string | undefined): RunCase => {
  if (call === undefined) return { kind: 'program', stdin: '' };
  const [name = '', ...rest] = call.split(' ');
  return { kind: 'call', function: name, arguments: JSON.parse(rest.join(' ')) as Extract<RunCase, { kind: 'call' }>['arguments'] };
};

const limitsOf = (text = ''): Partial<Limits> =>
  Object.fromEntries(
    text
      .split(' ')
      .filter(Boolean)
      .map((pair) => pair.split('='))
      .map(([name = '', value]) => [name, Number(value)]),
  );
