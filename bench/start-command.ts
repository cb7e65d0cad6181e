import { readFileSync } from 'node:fs';

/** The very one of `npm start`, options of node included. */
export const startCommand = (): string[] => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  const [, parameters] = /^exec node (.+)$/.exec(scripts.start) ?? [];
  if (parameters === undefined) throw new Error('The start command of package.json is not `exec node …`');
  return parameters.split(' ');
};
