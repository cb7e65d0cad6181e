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
  admin: person('admin', 'Demo admin'),
  teacher: person('teacher', 'Demo teacher'),
  student: { ...person('student', 'Demo student'), gradeLevel: 5 },
  parent: person('parent', 'Demo parent'),
} as const;

/** Lives in the tenant `system`. */
export const OPERATOR: DemoPerson = person('operator', 'Demo operator');
