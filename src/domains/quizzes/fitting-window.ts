import type { PageWindow } from '../../sdk/page.js';

/** Questions that one answer shows. Each may be long, and every quiz may show the same ones again: no reader wants gigabytes. */
const MOST_SHOWN = 2000;

/** The window with as many of its first quizzes as may be shown together, and at least one; `shown` is how many questions each shows. */
export const fittingWindow = (window: PageWindow, shown: readonly number[]): PageWindow => {
  let sum = 0;
  const tooMany = shown.findIndex((count) => (sum += count) > MOST_SHOWN);
  return tooMany === -1 ? window : { ...window, take: Math.min(window.take, Math.max(1, tooMany) + 1) };
};
