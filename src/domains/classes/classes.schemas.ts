import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { gradeLevel, instant, pageQuery, text } from '../../sdk/schemas.js';
import type { SchoolClass } from './class.entity.js';
import { ENROLLMENT_ROLES, type EnrollmentRole } from './enrollment.entity.js';

export const createClassSchema = z
  .strictObject({
    name: text(200),
    code: text(50).nullable().optional(),
    grade_level: gradeLevel.nullable().optional(),
    term: text(100).nullable().optional(),
  })
  .meta({ id: 'CreateClass' });
export type CreateClass = z.infer<typeof createClassSchema>;

export const updateClassSchema = createClassSchema.partial().meta({ id: 'UpdateClass' });
export type UpdateClass = z.infer<typeof updateClassSchema>;

export const enrollSchema = z.strictObject({ user_id: idSchema, role: z.enum(ENROLLMENT_ROLES) }).meta({ id: 'CreateEnrollment' });
export type Enroll = z.infer<typeof enrollSchema>;

export const classQuery = pageQuery({ term: z.string().max(100).optional() });
export type ClassQuery = z.infer<typeof classQuery>;

export const enrollmentQuery = pageQuery({ role: z.enum(ENROLLMENT_ROLES).optional() });
export type EnrollmentQuery = z.infer<typeof enrollmentQuery>;

export const classCourseQuery = pageQuery({});

/** A class list: see `enrollment-csv.ts`. */
export const enrollmentCsvSchema = z
  .string()
  .meta({ description: 'Columns `email`, `username` or `user_id`, and `role` if not all are students' });

const reportRowSchema = z.object({
  /** Of the file, its header being line 1. */
  line: z.int(),
  /** What names the person there. */
  value: z.string(),
  status: z.enum(['enrolled', 'already_enrolled', 'failed']),
  errors: z.array(z.string()),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

export const enrollmentReportSchema = z
  .object({ enrolled: z.int(), already_enrolled: z.int(), failed: z.int(), rows: z.array(reportRowSchema) })
  .meta({ id: 'EnrollmentReport' });
export type EnrollmentReport = z.infer<typeof enrollmentReportSchema>;

export const classSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    code: z.string().nullable(),
    grade_level: z.int().nullable(),
    term: z.string().nullable(),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Class' });
export type ClassView = z.input<typeof classSchema>;

export const enrollmentSchema = z
  .object({
    class_id: idSchema,
    user_id: idSchema,
    /** `null` for somebody whose account is disabled. */
    name: z.string().nullable(),
    role: z.enum(ENROLLMENT_ROLES),
    created_at: instant,
  })
  .meta({ id: 'Enrollment' });
export type EnrollmentView = z.input<typeof enrollmentSchema>;

export const classView = (row: SchoolClass): ClassView => ({
  id: row.id,
  name: row.name,
  code: row.code,
  grade_level: row.gradeLevel,
  term: row.term,
  created_at: row.createdAt,
  updated_at: row.updatedAt,
});

export interface EnrollmentRow {
  readonly class_id: string;
  readonly user_id: string;
  readonly role: EnrollmentRole;
  readonly created_at: Date;
}

export const enrollmentView = (row: EnrollmentRow, name: string | undefined): EnrollmentView => ({
  class_id: row.class_id,
  user_id: row.user_id,
  name: name ?? null,
  role: row.role,
  created_at: row.created_at,
});
