import type { z } from 'zod';
import type { agentSchema } from './chat.schemas.js';

/** Whom a learner may talk to. */
export const AGENTS: readonly z.input<typeof agentSchema>[] = [
  { id: 'tutor', name: 'Tutor', description: 'Explains what the courses say, and where they say it' },
  { id: 'mentor', name: 'Mentor', description: 'Helps to find the next step' },
  { id: 'debugger', name: 'Debugger', description: 'Helps to find the mistake in a program, without writing it' },
  { id: 'examiner', name: 'Examiner', description: 'Asks what was understood' },
  { id: 'motivator', name: 'Motivator', description: 'Encourages to go on' },
];
