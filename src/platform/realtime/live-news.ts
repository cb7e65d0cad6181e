import { z } from 'zod';
import type { ChannelNews } from '../../sdk/live.js';

/** Something went wrong that no acknowledgement could tell, or why the connection is ended. */
export const liveError = {
  event: 'error',
  data: z.object({ message: z.string(), error_code: z.string() }),
} satisfies ChannelNews;

/** This process ends: whoever connects again finds another one. */
export const serverDraining = {
  event: 'server_draining',
  data: z.object({ within_ms: z.int().min(0).describe('By then the connection is closed') }),
} satisfies ChannelNews;
