import { logger } from '../../telemetry/logger.js';

const HOOKS = ['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'] as const;

type Releasable = { [hook in (typeof HOOKS)[number]]?: () => unknown };

const isReleasable = (instance: unknown): instance is Releasable =>
  (typeof instance === 'object' || typeof instance === 'function') && instance !== null;

/**
 * Closes what a plugin that failed had opened: the shutdown hooks of its instances, last made first, each once. What
 * fails here is logged only, and Nest finds nothing left to call when the application stops.
 */
export const release = async (instances: readonly unknown[]): Promise<void> => {
  for (const instance of new Set(instances.toReversed())) {
    if (!isReleasable(instance)) continue;
    for (const hook of HOOKS) await releaseOne(instance, hook);
  }
};

const releaseOne = async (instance: Releasable, hook: (typeof HOOKS)[number]): Promise<void> => {
  const act = instance[hook];
  if (typeof act !== 'function') return;
  try {
    Object.defineProperty(instance, hook, { value: () => undefined, configurable: true, writable: true });
    await act.call(instance);
  } catch (error) {
    logger.warn({ err: error, hook }, 'a plugin that failed did not release what it held');
  }
};
