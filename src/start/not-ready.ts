/** The database is not as this version needs it. */
export class NotReady extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The database is not ready:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'NotReady';
  }
}
