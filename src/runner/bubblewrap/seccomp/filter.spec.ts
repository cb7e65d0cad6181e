import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assemble, type Instruction, search } from './bpf.js';
import { type Architecture, filterProgram, seccompFilter } from './filter.js';
import { SYSCALLS } from './syscalls.js';

const ALLOW = 'allow';
const KILL = 'kill';
const MACHINE = { x86_64: 0xc000003e, aarch64: 0xc00000b7, i386: 0x40000003 };

interface Call {
  readonly number: number;
  readonly machine: number;
  readonly arguments?: readonly number[];
}

/** The kernel's interpreter, as far as our instructions go. */
function judge(program: readonly Instruction[], call: Call): string {
  const data = [call.number, call.machine, 0, 0, ...(call.arguments ?? []).flatMap((argument) => [argument >>> 0, 0])];
  let accumulator = 0;
  for (let at = 0; ; at += 1) {
    const { code, value, jumpTrue, jumpFalse } = program[at] ?? assert.fail('it ran off its end');
    const holds = { 0x15: accumulator === value, 0x35: accumulator >= value, 0x45: (accumulator & value) !== 0 }[code];
    if (code === 0x20) accumulator = data[value / 4] ?? 0;
    else if (code === 0x05) at += value;
    else if (code === 0x06) return value === 0x7fff0000 ? ALLOW : value === 0x80000000 ? KILL : `errno ${value & 0xffff}`;
    else at += (holds ?? assert.fail(`no such instruction: ${code}`)) ? jumpTrue : jumpFalse;
  }
}

const numberOf = (name: string, column: 1 | 2): number => SYSCALLS.find(([called]) => called === name)?.[column] ?? assert.fail(name);

for (const [architecture, column] of [['x86_64', 1] as const, ['aarch64', 2] as const] satisfies [Architecture, 1 | 2][]) {
  describe(`The filter of system calls for ${architecture}`, () => {
    const program = filterProgram(architecture);
    const machine = MACHINE[architecture];
    const verdict = (name: string, ...args: number[]) => judge(program, { number: numberOf(name, column), machine, arguments: args });
    const numbers = new Set(SYSCALLS.flatMap((row) => (row[column] === null ? [] : [row[column]])));

    it('allows what is listed and refuses every other number', () => {
      const judged = new Set(['clone', 'clone3', 'ioctl', 'personality', 'prlimit64', 'socket', 'socketpair']);
      for (const [name, ...both] of SYSCALLS) {
        const number = both[column - 1];
        if (number !== null && number !== undefined && !judged.has(name)) assert.equal(judge(program, { number, machine }), ALLOW, name);
      }
      for (let number = 0; number <= Math.max(...numbers); number += 1) {
        if (!numbers.has(number)) assert.equal(judge(program, { number, machine }), 'errno 1', String(number));
      }
    });

    it('knows nothing of calls newer than its list', () => {
      for (const number of [Math.max(...numbers) + 1, 1000, 0x3fffffff]) assert.equal(judge(program, { number, machine }), 'errno 38');
    });

    it('lists each call once, under a number of its own', () => {
      assert.equal(new Set(SYSCALLS.map(([name]) => name)).size, SYSCALLS.length);
      assert.equal(numbers.size, SYSCALLS.filter((row) => row[column] !== null).length);
    });

    it('lets no urgent byte through a socket', () => {
      for (const name of ['sendto', 'sendmmsg', 'recvfrom', 'recvmmsg']) {
        assert.deepEqual([verdict(name, 1, 1, 1, 0x4040), verdict(name, 1, 1, 1, 0x4041)], [ALLOW, 'errno 1'], name);
      }
      for (const name of ['sendmsg', 'recvmsg'])
        assert.deepEqual([verdict(name, 1, 1, 0x40), verdict(name, 1, 1, 0x41)], [ALLOW, 'errno 1'], name);
    });

    it('judges some calls by their arguments', () => {
      assert.equal(verdict('socket', 1, 1, 0), ALLOW);
      for (const family of [0, 2, 10, 16, 17, 31, 38, 40]) assert.equal(verdict('socket', family, 1, 0), 'errno 13', `family ${family}`);
      assert.equal(verdict('clone', 0x3d0f00), ALLOW, 'a thread');
      assert.equal(verdict('clone', 17), ALLOW, 'fork');
      for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]) {
        assert.equal(verdict('clone', flag | 17), 'errno 1', `clone(${flag.toString(16)})`);
      }
      assert.equal(verdict('clone3'), 'errno 38');
      assert.equal(verdict('ioctl', 0, 0x5413), ALLOW, 'TIOCGWINSZ');
      assert.equal(verdict('ioctl', 0, 0x5412), 'errno 1', 'TIOCSTI');
      assert.equal(verdict('ioctl', 0, 0x541c), 'errno 1', 'TIOCLINUX');
      assert.equal(verdict('personality', 0xffffffff), ALLOW);
      assert.equal(verdict('personality', 0x40000), 'errno 1', 'ADDR_NO_RANDOMIZE');
      assert.equal(verdict('prlimit64', 0), ALLOW);
      assert.equal(verdict('prlimit64', 1), 'errno 1');
    });

    it('ends whoever calls by another architecture', () => {
      assert.equal(judge(program, { number: 1, machine: MACHINE.i386 }), KILL);
      if (architecture === 'x86_64') assert.equal(judge(program, { number: 0x40000001, machine }), KILL);
    });

    it('is short enough for the kernel', () => assert.ok(program.length <= 4096));
  });
}

describe('A search over stretches of numbers', () => {
  it('finds the right one, however far its branches lie apart', () => {
    const answerOf = (verdict: number): Instruction => ({ code: 0x06, jumpTrue: 0, jumpFalse: 0, value: verdict });
    const stretches = Array.from({ length: 700 }, (_, index) => ({ from: index * 3, then: [answerOf(0x50000 | index)] }));
    const program: Instruction[] = [{ code: 0x20, jumpTrue: 0, jumpFalse: 0, value: 0 }, ...search(stretches)];
    for (let number = 0; number < 2100; number += 1) {
      assert.equal(judge(program, { number, machine: 0 }), `errno ${Math.floor(number / 3)}`);
    }
  });

  it('is written as the kernel reads it', () => {
    assert.deepEqual([...assemble([{ code: 0x15, jumpTrue: 1, jumpFalse: 2, value: 0xc000003e }])], [0x15, 0, 1, 2, 0x3e, 0, 0, 0xc0]);
    assert.equal(seccompFilter('ia32'), undefined);
    assert.equal((seccompFilter('x64')?.length ?? 1) % 8, 0);
  });
});
