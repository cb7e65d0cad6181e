import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';

/** A chapter that may answer. */
export interface FoundChapter {
  readonly course_id: string;
  readonly course_title: string;
  readonly chapter_id: string;
  readonly chapter_title: string;
  /** Markdown; of a long chapter the beginning. */
  readonly content: string;
}

/** Learners see what is published, whoever they are: drafts are never quoted. Read again under the policies, as every search. */
export const PASSAGES = `
  SELECT c.id AS course_id, c.title AS course_title, h.id AS chapter_id, h.title AS chapter_title, left(h.content, 40000) AS content
  FROM core.search_catalogue($1, ARRAY['chapter'], false, $2) s
  JOIN core.chapter h ON h.id = s.id
  JOIN core.course c ON c.tenant_id = h.tenant_id AND c.id = h.course_id AND c.status = 'published'
  ORDER BY s.score DESC, s.id`;

const MOST_CHAPTERS = 12;

/** Finds the chapters of the institution's published courses that speak of what is asked. */
@Injectable()
export class PassageSearch {
  constructor(private readonly uow: UnitOfWork) {}

  chapters(words: readonly string[]): Promise<FoundChapter[]> {
    return this.uow.query<FoundChapter>(PASSAGES, [`${words.join(' ')} `, MOST_CHAPTERS]);
  }
}
