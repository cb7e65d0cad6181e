/** A projection as it is stored: for each learner a row per key. */
export interface StoredProjection<S extends object> {
  /** In schema `core`. */
  readonly table: string;
  /** Every row of the learner, by key. */
  all(userId: string): Promise<ReadonlyMap<string, S>>;
  store(userId: string, key: string, state: S): Promise<void>;
  remove(userId: string, key: string): Promise<void>;
}
