import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../../sdk/roles.js';

/** A person of a tenant. The `…Key` columns are what look-ups compare: normalised, unique within the tenant. */
@Entity({ schema: 'core', name: 'users' })
export class User {
  @PrimaryColumn('uuid', { update: false, default: () => "current_setting('app.tenant_id')::uuid" })
  tenantId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  email: string;

  @Column('text')
  emailKey: string;

  @Column('text', { nullable: true })
  username: string | null;

  @Column('text', { nullable: true })
  usernameKey: string | null;

  @Column('text')
  name: string;

  @Column('text')
  nameKey: string;

  @Column('text')
  role: Role;

  @Column('boolean', { default: true })
  isActive: boolean;

  /** Read only where a password is checked. */
  @Column('text', { nullable: true, select: false })
  passwordHash: string | null;

  @Column('integer', { nullable: true })
  gradeLevel: number | null;

  @Column('text', { nullable: true })
  bio: string | null;

  @Column('text', { nullable: true })
  avatarUrl: string | null;

  @Column('jsonb', { default: [] })
  learningPreferences: string[];

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  erasingAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
