const PREFIX = 'plugin:';

/** What a job waits for whose plugin is off, or did not start. */
export const parkedFor = (pluginId: string): string => `${PREFIX}${pluginId}`;

/** The plugin a job waits for; undefined when it waits for something else. */
export const pluginWaitedFor = (waitingFor: string): string | undefined =>
  waitingFor.startsWith(PREFIX) ? waitingFor.slice(PREFIX.length) : undefined;
