// Turns the events of node:test into a line for each file, the failures in full, and the counted last line.
import { inspect } from 'node:util';

/** The error a test threw: node:test wraps it. */
const original = (error) => (error?.code === 'ERR_TEST_FAILURE' && error.cause instanceof Error ? error.cause : (error?.cause ?? error));

const indented = (text) => text.replace(/^/gm, '      ');

export class TestReport {
  #nameOf;
  #files = new Map();
  #failures = [];
  #skips = [];
  #passed = 0;

  constructor(nameOf) {
    this.#nameOf = nameOf;
  }

  take(type, data) {
    if (type === 'test:stderr' || type === 'test:stdout') this.#file(data.file).output += data.message;
    // those of node:test itself, which count, are outside of every suite
    if (type === 'test:diagnostic' && data.nesting > 0) this.#file(data.file).figures.push(data.message);
    if (type === 'test:summary' && data.file) this.#print(this.#file(data.file));
    if (type !== 'test:pass' && type !== 'test:fail') return;
    const { details, file, name, skip, nesting } = data;
    if (nesting === 0) this.#file(file ?? name).ms += details.duration_ms;
    if (details.type === 'suite') return type === 'test:fail' && this.#suiteFailed(data);
    const entry = this.#file(file ?? name);
    if (type === 'test:pass' && name === file) return this.#fail(entry, name, new Error('There is no test in this file'));
    entry.tests += 1;
    if (skip !== undefined) this.#skips.push({ file: entry.name, name, reason: typeof skip === 'string' ? skip : '' });
    else if (type === 'test:pass') this.#passed += 1;
    else this.#fail(entry, name, details.error);
  }

  /** A suite fails when a child did, which is counted already, or in its own hooks, which is not. */
  #suiteFailed({ details, file, name }) {
    if (details.error?.failureType === 'subtestsFailed') return;
    this.#fail(this.#file(file ?? name), name, details.error);
  }

  #fail(entry, name, error) {
    if (error?.failureType === 'subtestsFailed') return;
    entry.failed += 1;
    this.#failures.push({ file: entry.name, name, error });
    console.log(`FAILED ${entry.name} › ${name}`);
    const cause = original(error);
    console.log(indented(cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause)));
  }

  #file(path) {
    const name = this.#nameOf(path);
    const entry = this.#files.get(name) ?? { name, tests: 0, failed: 0, ms: 0, output: '', figures: [], printed: false };
    this.#files.set(name, entry);
    return entry;
  }

  #print(entry) {
    const { name, tests, failed, ms, output, figures } = entry;
    entry.printed = true;
    console.log(`${failed > 0 ? 'FAILED' : 'ok    '} ${name} (${tests} in ${(ms / 1000).toFixed(1)} s)`);
    for (const figure of figures) console.log(`         ${figure}`);
    if (failed > 0 && output.trim()) console.log(indented(output.trimEnd().slice(-8000)));
  }

  finish(seconds) {
    for (const entry of this.#files.values()) if (!entry.printed) this.#print(entry);
    for (const { file, name, reason } of this.#skips) console.log(`skipped ${file} › ${name}${reason ? `: ${reason}` : ''}`);
    for (const { file, name } of this.#failures) console.log(`failed  ${file} › ${name}`);
    console.log(`${seconds.toFixed(1)} s`);
    const skipped = this.#skips.length > 0 ? `, ${this.#skips.length} skipped` : '';
    console.log(`${this.#passed} passed, ${this.#failures.length} failed${skipped}`);
    return { passed: this.#passed, failed: this.#failures.length, skipped: this.#skips.length };
  }
}
