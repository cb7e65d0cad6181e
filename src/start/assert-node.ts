const OLDEST = 24;
const EXIT_CONFIG = 78;

/** What to say about a Node that cannot load the rest; nothing where it can. */
export const tooOld = (version: string): string | undefined =>
  Number.parseInt(version, 10) >= OLDEST
    ? undefined
    : `Lectern runs on Node ${OLDEST} or newer, and this is Node ${version}. The lockfile brings the right one: node_modules/.bin/node, which npm's scripts take (npm start, npm run lectern).`;

/** Ends the process where Node is too old. It imports nothing, and is called before anything else is loaded: old ones fail at that. */
export const assertNode = (): void => {
  const problem = tooOld(process.versions.node);
  if (problem === undefined) return;
  process.stderr.write(`${problem}\n`);
  process.exit(EXIT_CONFIG);
};
