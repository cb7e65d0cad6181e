import { defineJob } from '../../src/sdk/jobs.js';
import { noInput } from '../jobs/probe.js';

export const slowWork = defineJob({ name: 'probe.work-slowly', input: noInput, queue: 'grading' });
