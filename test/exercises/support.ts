/** Adds two numbers that it reads. */
export const sums = {
  title: 'Two sums',
  description: 'Read two numbers and print their sum.',
  difficulty_level: 'beginner',
  topic: 'Input and output',
  language: 'python',
  starter_code: 'a, b = input().split()\n',
  test_cases: [
    { id: 'small', name: 'Small', input: '1 2\n', expected_output: '3\n' },
    { id: 'large', name: 'Large', input: '100 200\n', expected_output: '300\n', hidden: true, weight: 3 },
  ],
  hints: ['What does split give you?', { text: 'Turn texts into numbers with int.', cost: 5 }],
};

export const SOLUTION = 'a, b = input().split()\nprint(int(a) + int(b))\n';
