import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { queryInteger } from '../../sdk/schemas.js';

const SEARCH_KINDS = ['course', 'chapter'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** Longer texts are no questions. */
const MOST_CHARACTERS = 200;

export const searchQuery = z.object({
  q: z
    .string()
    .max(MOST_CHARACTERS)
    .refine((asked) => asked.trim() !== '', 'Say what to look for')
    .meta({ description: 'Words, in any order; the last one may be unfinished. Signs and operators mean nothing.' }),
  limit: queryInteger(1, 200).default(10),
});
export type SearchQuery = z.infer<typeof searchQuery>;

const searchResult = z
  .object({
    type: z.enum(SEARCH_KINDS),
    id: idSchema,
    /** Of a course: its own. */
    course_id: idSchema,
    /** Plain text. */
    title: z.string(),
    snippet: z.string().meta({ description: 'HTML: escaped text with `<mark>` around what was found, and no other element' }),
    score: z.number().meta({ description: 'Higher is better; to be compared within one answer only' }),
  })
  .meta({ id: 'SearchResult' });

export const searchResponse = z
  .object({
    /** As it was asked. */
    query: z.string(),
    total: z.int().meta({ description: 'How many there are that the caller may see, counted up to 1,000' }),
    results: z.array(searchResult),
  })
  .meta({ id: 'SearchResponse' });
export type SearchResponseView = z.input<typeof searchResponse>;
