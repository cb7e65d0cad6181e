import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** What a learner is told after handing in: keys and explanations too, which answers were right, or the score alone. */
export const FEEDBACK_LEVELS = ['full', 'correctness', 'none'] as const;
export type FeedbackLevel = (typeof FEEDBACK_LEVELS)[number];

@Entity({ schema: 'core', name: 'quiz' })
export class Quiz {
  @PrimaryColumn('uuid', { name: 'tenant_id', update: false, default: () => "current_setting('app.tenant_id')::uuid" })
  tenantId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  courseId: string;

  @Column('uuid', { nullable: true })
  chapterId: string | null;

  @Column('text')
  title: string;

  @Column('boolean', { default: false })
  premium: boolean;

  /** 0 to 1. */
  @Column('double precision')
  passingScore: number;

  @Column('int', { nullable: true })
  timeLimitSeconds: number | null;

  @Column('int', { nullable: true })
  maxAttempts: number | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  opensAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  closesAt: Date | null;

  @Column('text')
  feedback: FeedbackLevel;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
