/** What a program's standard error says about its end. */
export interface ErrorSummary {
  /** `ZeroDivisionError: division by zero`. */
  readonly text: string;
  /** Of the learner's own file, where it went wrong; null when that is unknown. */
  readonly line: number | null;
}

const PYTHON_FRAME = /^ {2}File "([^"]*)", line (\d+)/;
const JAVASCRIPT_ERROR = /^(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception)\b/;
const JAVASCRIPT_PLACE = /\/work\/main\.[cm]?js:(\d+)/;
const JAVASCRIPT_FRAME = /^\s+at /;

const OWN_FOLDER = '/work/';

const lastIndexWhere = (lines: readonly string[], test: (line: string) => boolean): number => {
  for (let at = lines.length - 1; at >= 0; at -= 1) if (test(lines[at] ?? '')) return at;
  return -1;
};

const numberIn = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

const pythonSummary = (lines: readonly string[]): ErrorSummary | undefined => {
  const lastFrame = lastIndexWhere(lines, (line) => PYTHON_FRAME.test(line));
  if (lastFrame < 0) return undefined;
  const text = lines.slice(lastFrame + 1).find((line) => /^\S/.test(line));
  if (text === undefined) return undefined;
  const own = lines.findLast((line) => PYTHON_FRAME.exec(line)?.[1]?.startsWith(OWN_FOLDER) === true);
  return { text: text.trim(), line: numberIn(PYTHON_FRAME.exec(own ?? '')?.[2]) };
};

const javascriptSummary = (lines: readonly string[]): ErrorSummary | undefined => {
  const text = lines.find((line) => JAVASCRIPT_ERROR.test(line));
  if (text === undefined) return undefined;
  const place = lines.find((line) => JAVASCRIPT_PLACE.test(line));
  return { text: text.trim(), line: numberIn(JAVASCRIPT_PLACE.exec(place ?? '')?.[1]) };
};

/** The last exception standard error tells of, or its last line; undefined when nothing was written. */
export const errorSummary = (stderr: string): ErrorSummary | undefined => {
  const lines = stderr.split(/\r?\n/);
  const last = lines.findLast((line) => line.trim() !== '');
  if (last === undefined) return undefined;
  return pythonSummary(lines) ?? javascriptSummary(lines) ?? { text: last.trim(), line: null };
};

/** Standard error without the stack frames of what surrounds the learner's program: only their own file concerns them. */
export const ownFrames = (stderr: string): string => {
  let dropping = false;
  const kept: string[] = [];
  for (const line of stderr.split(/\r?\n/)) {
    const frame = PYTHON_FRAME.exec(line);
    if (frame !== null) dropping = frame[1]?.startsWith(OWN_FOLDER) !== true;
    else if (dropping && !/^ {4}/.test(line)) dropping = false;
    const foreign = JAVASCRIPT_FRAME.test(line) && !JAVASCRIPT_PLACE.test(line);
    if (!dropping && !foreign && !/^Node\.js v\d/.test(line)) kept.push(line);
  }
  return kept.join('\n').trimEnd();
};
