const MOST_TIMES = 8;
/** Beyond this the wait does not grow by itself, however much was asked for at first. */
const GROWN_MOST_SECONDS = 60;

/**
 * How many seconds a job is left alone that asked for `asked`, having asked `deferrals` times before: twice as long each
 * time, up to eight times and a minute, and up to a tenth more by chance, so that what was put off together does not
 * come back together.
 */
export const waitOf = (asked: number, deferrals: number, chance = Math.random()): number => {
  const grown = asked * Math.min(MOST_TIMES, 2 ** deferrals);
  return Math.min(grown, Math.max(asked, GROWN_MOST_SECONDS)) * (1 + chance / 10);
};
