import { Injectable } from '@nestjs/common';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { seesDrafts } from '../courses/course-catalogue.js';
import type { SearchKind, SearchQuery, SearchResponseView } from './search.schemas.js';
import { recogniseMarks, snippetOf } from './snippet.js';

interface Hit {
  readonly id: string;
  readonly kind: SearchKind;
  readonly course_id: string;
  readonly score: number;
  readonly total: number;
  /** The words that were looked for, as they are and by their stems, those that were completed and mended included. */
  readonly marks: readonly string[];
  readonly title: string;
  readonly text: string;
}

/**
 * What the exempt function names is read again under the policies, so a defect in it could name an id but show nothing.
 * `$1` what is asked, `$2` kinds, `$3` whether drafts too, `$4` how many. Of a long chapter the beginning is read, which bounds what a search carries.
 */
export const SEARCH = `
  SELECT s.id, s.kind, c.id AS course_id, s.score, s.total, s.marks, coalesce(h.title, c.title) AS title, left(coalesce(h.content, c.description), 20000) AS text
  FROM core.search_catalogue($1, $2, $3, $4) s
  LEFT JOIN core.chapter h ON s.kind = 'chapter' AND h.id = s.id
  JOIN core.course c ON c.id = CASE s.kind WHEN 'chapter' THEN h.course_id ELSE s.id END AND ($3 OR c.status = 'published')
  ORDER BY s.score DESC, s.id`;

/** Finds courses and chapters by words, however they are inflected or misspelled. What a caller may not see does not count either. */
@Injectable()
export class CatalogueSearch {
  constructor(private readonly uow: UnitOfWork) {}

  async run(caller: Principal | undefined, { q, limit }: SearchQuery, kinds: readonly SearchKind[]): Promise<SearchResponseView> {
    const hits = await this.uow.query<Hit>(SEARCH, [q, kinds, seesDrafts(caller), limit]);
    const recognise = recogniseMarks(hits[0]?.marks ?? []);
    return {
      query: q,
      total: hits[0]?.total ?? 0,
      results: hits.map(({ id, kind, course_id, score, title, text }) => ({
        type: kind,
        id,
        course_id,
        title,
        snippet: snippetOf(text, recognise) ?? snippetOf(title, recognise) ?? '',
        score,
      })),
    };
  }
}
