import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

/**
 * kafkajs 2.2.4 looks a thousand times a second, on every connection, whether a request waits that the broker had throttled: a
 * time in the past becomes a timer of one millisecond that sets the next (tulios/kafkajs#1704). Three per cent of a processor for an idle
 * worker, and a warning of Node on its standard error. With nothing that waits there is nothing to look for: a request that has to
 * wait sets the timer itself.
 */
export const letKafkajsRest = (): void => {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { readonly prototype: RequestQueue };
  const { scheduleCheckPendingRequests: schedule } = prototype;
  if (schedule.name === 'scheduleWhenNeeded') return;
  prototype.scheduleCheckPendingRequests = function scheduleWhenNeeded(this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
};
