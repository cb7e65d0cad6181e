import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { DifficultyLevel, ExerciseStatus, Hint } from './exercise-kinds.js';

@Entity({ schema: 'core', name: 'exercise' })
export class Exercise {
  @PrimaryColumn('uuid', { name: 'tenant_id', update: false, default: () => "current_setting('app.tenant_id')::uuid" })
  tenantId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  slug: string;

  @Column('text')
  title: string;

  @Column('text')
  titleKey: string;

  @Column('text')
  description: string;

  @Column('text')
  difficultyLevel: DifficultyLevel;

  @Column('text', { nullable: true })
  topic: string | null;

  @Column('text', { nullable: true })
  topicKey: string | null;

  @Column('text')
  language: string;

  @Column('text')
  starterCode: string;

  @Column('text', { nullable: true })
  expectedOutput: string | null;

  @Column('jsonb')
  hints: Hint[];

  @Column('text')
  status: ExerciseStatus;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  publishedAt: Date | null;

  @Column('int')
  version: number;

  @Column('int')
  revision: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deletedAt: Date | null;
}
