export interface DemoPerson {
  readonly email: string;
  readonly username: string;
  readonly name: string;
  readonly gradeLevel?: number;
}

export const DEMO_SLUG = 'demo';

const person = (username: string, name: string): DemoPerson => ({ email: `${username}@lectern.local`, username, name });

/** One of each in the demo institution. */
export const demoPeople = {
  admin: person('admin', 'Ada Admin'),
  teacher: person('teacher', 'Theo Teacher'),
  student: { ...person('student', 'Sam Student'), gradeLevel: 5 },
  parent: person('parent', 'Pat Parent'),
} as const;

/** Lives in the tenant `system`. */
export const OPERATOR: DemoPerson = person('operator', 'Olli Operator');
