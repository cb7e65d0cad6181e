import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { BadgeRule } from './badge-rule.js';

@Entity({ schema: 'gamification', name: 'badge' })
export class Badge {
  @PrimaryColumn('uuid', { name: 'tenant_id', update: false, default: () => "current_setting('app.tenant_id')::uuid" })
  tenantId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** Of the badges every institution begins with. */
  @Column('text', { nullable: true })
  key: string | null;

  @Column('text')
  name: string;

  @Column('text')
  description: string;

  @Column('jsonb')
  rule: BadgeRule;

  /** Not awarded any more; whoever has it keeps it. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  retiredAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
