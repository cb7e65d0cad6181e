import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

export const DIFFICULTY_LEVELS = ['beginner', 'intermediate', 'advanced'] as const;
export type DifficultyLevel = (typeof DIFFICULTY_LEVELS)[number];

export const COURSE_STATUSES = ['draft', 'published'] as const;
export type CourseStatus = (typeof COURSE_STATUSES)[number];

@Entity({ schema: 'core', name: 'course' })
export class Course {
  @PrimaryColumn('uuid', { name: 'tenant_id', update: false, default: () => "current_setting('app.tenant_id')::uuid" })
  tenantId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  title: string;

  /** The title as it is searched: see `search-key.ts`. */
  @Column('text')
  titleKey: string;

  @Column('text')
  description: string;

  @Column('text', { nullable: true })
  subject: string | null;

  @Column('text', { nullable: true })
  subjectKey: string | null;

  @Column('int', { nullable: true })
  gradeLevel: number | null;

  @Column('text')
  difficultyLevel: DifficultyLevel;

  @Column('text')
  status: CourseStatus;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  publishedAt: Date | null;

  @Column('int', { default: 0 })
  chapterCount: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
