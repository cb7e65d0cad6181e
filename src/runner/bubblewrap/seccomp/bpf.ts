/** One instruction of a classic BPF program, as `struct sock_filter` has it. Jumps count the instructions skipped. */
export interface Instruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly value: number;
}

const BYTES = 8;
const LONGEST_JUMP = 255;

const instruction = (code: number, value: number, jumpTrue = 0, jumpFalse = 0): Instruction => {
  if (Math.max(jumpTrue, jumpFalse) > LONGEST_JUMP) throw new RangeError('a conditional jump skips at most 255 instructions');
  return { code, jumpTrue, jumpFalse, value };
};

/** `ld [offset]`: 32 bits of `struct seccomp_data`. */
export const load = (offset: number): Instruction => instruction(0x20, offset);
export const jump = (skipped: number): Instruction => instruction(0x05, skipped);
export const ifEqual = (value: number, yes: number, no: number): Instruction => instruction(0x15, value, yes, no);
export const ifAtLeast = (value: number, yes: number, no: number): Instruction => instruction(0x35, value, yes, no);
export const ifAnyBit = (mask: number, yes: number, no: number): Instruction => instruction(0x45, mask, yes, no);
export const answer = (verdict: number): Instruction => instruction(0x06, verdict);

/** The bytes the kernel takes (`struct sock_filter[]`, little-endian as both our architectures are). */
export function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * BYTES);
  for (const [index, { code, jumpTrue, jumpFalse, value }] of program.entries()) {
    bytes.writeUInt16LE(code, index * BYTES);
    bytes.writeUInt8(jumpTrue, index * BYTES + 2);
    bytes.writeUInt8(jumpFalse, index * BYTES + 3);
    bytes.writeUInt32LE(value, index * BYTES + 4);
  }
  return bytes;
}

/** A stretch of numbers, from `from` up to the next one's, and what is done with them; it ends in an answer on every path. */
export interface Stretch {
  readonly from: number;
  readonly then: readonly Instruction[];
}

/** Binary search over the accumulator: the stretches are sorted by `from`, the first begins at 0. */
export function search(stretches: readonly Stretch[]): Instruction[] {
  const middle = stretches[stretches.length >> 1];
  if (middle === undefined) throw new RangeError('nothing to search');
  if (stretches.length === 1) return [...middle.then];
  const below = search(stretches.slice(0, stretches.length >> 1));
  const above = search(stretches.slice(stretches.length >> 1));
  if (below.length <= LONGEST_JUMP) return [ifAtLeast(middle.from, below.length, 0), ...below, ...above];
  return [ifAtLeast(middle.from, 0, 1), jump(below.length), ...below, ...above];
}
