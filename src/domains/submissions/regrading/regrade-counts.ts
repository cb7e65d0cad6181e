/** What a regrade came to, or would come to. */
export interface RegradeCounts {
  submissions: number;
  /** Those with another score than before; a first score is one. */
  changed: number;
  raised: number;
  lowered: number;
  /** Staff had evaluated them: their score stands. */
  kept: number;
  /** Their tests could not be run: they are as they were. */
  failed: number;
}

interface Compared {
  readonly before: number | null;
  readonly after: number;
  readonly kept: boolean;
}

/** Adds one submission, as `REGRADE_RESULT` counts those that are stored. */
export const counted = (counts: RegradeCounts, { before, after, kept }: Compared): RegradeCounts => ({
  submissions: counts.submissions + 1,
  changed: counts.changed + Number(!kept && after !== before),
  raised: counts.raised + Number(!kept && before !== null && after > before),
  lowered: counts.lowered + Number(!kept && before !== null && after < before),
  kept: counts.kept + Number(kept),
  failed: counts.failed,
});

/** Adds one whose tests could not be run. */
export const failedToo = (counts: RegradeCounts): RegradeCounts => ({
  ...counts,
  submissions: counts.submissions + 1,
  failed: counts.failed + 1,
});

export const NOTHING_COUNTED: RegradeCounts = { submissions: 0, changed: 0, raised: 0, lowered: 0, kept: 0, failed: 0 };
