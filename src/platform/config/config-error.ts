/** The configuration does not hold. Each problem names a variable and the reason, never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/** `EX_CONFIG` of sysexits.h: how a start ends that the configuration forbids. */
export const EXIT_CONFIG = 78;
