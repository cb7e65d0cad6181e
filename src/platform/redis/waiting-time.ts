import { currentContext, type RequestContext } from '../context/request-context.js';

/** All that one request, event or job waits for Redis, however many commands it sends. */
export const LONGEST_WAIT_MS = 50;
/** Less is not worth asking. */
const SHORTEST_WAIT_MS = 5;

const spent = new WeakMap<RequestContext, number>();

/** How long the running request may still wait for Redis; 0 when it has waited enough. */
export const waitLeft = (): number => {
  const context = currentContext();
  const left = LONGEST_WAIT_MS - ((context && spent.get(context)) ?? 0);
  return left < SHORTEST_WAIT_MS ? 0 : left;
};

export const spendWait = (milliseconds: number): void => {
  const context = currentContext();
  if (context) spent.set(context, (spent.get(context) ?? 0) + milliseconds);
};
