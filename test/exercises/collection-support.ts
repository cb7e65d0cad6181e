import type { Files } from '../learning/archive-support.js';
import { SOLUTION } from './support.js';

/** Two exercises, one with everything that files can say. */
export const collection: Files = {
  'README.md': '# Ours\n',
  'two-sums/exercise.md': [
    '---\ntitle: Two sums\ndifficulty: intermediate\ntopic: Sums\n---\n',
    'Read two numbers and print their sum.\n',
    '## Hint\n\nWhat does `split` give you?\n',
    '## Hint (5 points)\n\nTry `int`.\n',
  ].join('\n'),
  'two-sums/starter.py': 'a, b = input().split()\n',
  'two-sums/solution.py': SOLUTION,
  'two-sums/cases.json': JSON.stringify([{ id: 'small', name: 'Small', input: '1 2\n', expected_output: '3\n', weight: 2 }]),
  'two-sums/cases/02-large.hidden.in': '100 200\n',
  'two-sums/cases/02-large.hidden.out': '300\n',
  'greeting/exercise.md': '# Greeting\n\nPrint a greeting.\n',
  'greeting/expected_output.txt': 'Hello!\n',
};
