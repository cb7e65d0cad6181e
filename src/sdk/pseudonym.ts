import { randomInt } from 'node:crypto';

const ADJECTIVES = [
  ...['Brave', 'Bright', 'Calm', 'Cheerful', 'Clever', 'Curious', 'Daring', 'Eager', 'Gentle', 'Happy', 'Keen', 'Kind'],
  ...['Lively', 'Lucky', 'Merry', 'Nimble', 'Patient', 'Proud', 'Quick', 'Quiet', 'Sharp', 'Steady', 'Swift', 'Wise'],
];
const ANIMALS = [
  ...['Badger', 'Beaver', 'Crane', 'Dolphin', 'Falcon', 'Finch', 'Fox', 'Hare', 'Heron', 'Ibex', 'Jay', 'Koala'],
  ...['Lark', 'Lynx', 'Marten', 'Newt', 'Otter', 'Owl', 'Panda', 'Puffin', 'Raven', 'Seal', 'Tiger', 'Wren'],
];

const pick = (words: readonly string[]): string => words[randomInt(words.length)] ?? '';

/** A name drawn at random, `Curious Otter 417`: nothing leads from it to the person. */
export const makePseudonym = (): string => `${pick(ADJECTIVES)} ${pick(ANIMALS)} ${randomInt(100, 1000)}`;
