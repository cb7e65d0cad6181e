/** The installation cannot start as composed: everything that is wrong with it, at once. */
export class BootCheckError extends Error {
  constructor(readonly violations: readonly string[]) {
    super(`The installation cannot start:\n${violations.map((violation) => `  - ${violation}`).join('\n')}`);
    this.name = 'BootCheckError';
  }
}
