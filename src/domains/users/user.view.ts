import type { z } from 'zod';
import type { User } from './user.entity.js';
import type { userSchema } from './users.schemas.js';

export type UserView = z.input<typeof userSchema>;

/** A person as the API shows them. */
export const userView = (user: User): UserView => ({
  id: user.id,
  email: user.email,
  username: user.username,
  name: user.name,
  role: user.role,
  is_active: user.isActive,
  grade_level: user.gradeLevel,
  bio: user.bio,
  avatar_url: user.avatarUrl,
  created_at: user.createdAt,
  updated_at: user.updatedAt,
  profile: {
    name: user.name,
    grade_level: user.gradeLevel,
    learning_preferences: user.learningPreferences,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  },
});
