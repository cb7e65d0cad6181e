/** Controllers a run is bounded or measured by. */
export const CONTROLLERS = ['memory', 'pids', 'cpu', 'cpuacct'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** The folder of a controller in which the runner's user may make a group for each run. Plain data, so that it can be handed on. */
export interface CgroupBase {
  readonly version: 1 | 2;
  readonly folders: Readonly<Partial<Record<Controller, string>>>;
}
