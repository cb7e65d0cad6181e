import { searchKeyOrNull } from '../../sdk/search-key.js';
import type { ContentFilters } from './content.schemas.js';

export const ITEM_COLUMNS = 'i.id, i.grade, i.subject, i.topic, i.title, i.content_type, i.data, i.created_at, i.updated_at';

/** Takes `filterValues`. */
export const FILTERS = `($1::int IS NULL OR i.grade = $1) AND ($2::text IS NULL OR i.subject_key = $2)
  AND ($3::text IS NULL OR i.topic_key = $3) AND ($4::text IS NULL OR i.content_type = $4)
  AND ($5::text IS NULL OR strpos(i.title_key, $5) > 0)`;

export const ITEMS_PAGE = `SELECT ${ITEM_COLUMNS} FROM core.content_item i
  WHERE ${FILTERS} AND ($6::uuid IS NULL OR i.id > $6) ORDER BY i.id LIMIT $7`;

export const filterValues = ({ grade, subject, topic, content_type, q }: ContentFilters): unknown[] => [
  grade ?? null,
  searchKeyOrNull(subject),
  searchKeyOrNull(topic),
  content_type ?? null,
  searchKeyOrNull(q),
];
