/** Watches what a sandbox's processes use up together. */
export interface Meter {
  /** Files through which the launcher enters what the meter measures, before anything runs. */
  readonly joins: readonly string[];
  /** Told the sandbox's first process, once it is there. */
  begin(firstProcess: number): void;
  /** Since the sandbox was made; undefined when it cannot tell. */
  cpuMs(): number | undefined;
  /** The most memory they had at once, in kilobytes; null when it cannot tell. */
  peakKb(): number | null;
  /** Whether one of them was killed, or should be, for using more memory than it may. */
  memoryExceeded(): boolean;
  /** Kills every process. */
  kill(): void;
  /** Gives back what it took. Every process has ended. */
  release(): void;
}
