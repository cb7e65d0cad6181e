/** How a table holds data on a person, so that export and erasure need no code. */
export interface PersonalData {
  /** Table name, in the owner's schema. */
  readonly table: string;
  /** The column that names the person. */
  readonly subject: string;
  readonly export: boolean;
  /** `delete`: the rows go. `pseudonymise`: the person's id is replaced by one that leads nowhere. */
  readonly erase: 'delete' | 'pseudonymise';
  /** Columns left out of the export: secrets, other people's data. */
  readonly omit?: readonly string[];
}
