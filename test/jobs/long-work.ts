import { z } from 'zod';
import { defineJob } from '../../src/sdk/jobs.js';

export const longWork = defineJob({ name: 'probe.work-long', input: z.strictObject({}) });
