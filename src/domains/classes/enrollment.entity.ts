import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

export const ENROLLMENT_ROLES = ['student', 'teacher'] as const;
export type EnrollmentRole = (typeof ENROLLMENT_ROLES)[number];

/** One person in one class, as learner or as teacher. */
@Entity({ schema: 'core', name: 'enrollment' })
export class Enrollment {
  @PrimaryColumn('uuid', { name: 'tenant_id', update: false, default: () => "current_setting('app.tenant_id')::uuid" })
  tenantId: string;

  @PrimaryColumn('uuid')
  classId: string;

  @PrimaryColumn('uuid')
  userId: string;

  @Column('text')
  role: EnrollmentRole;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
