import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { searchKey } from '../../sdk/search-key.js';

/** Courses by what they are called, for what names them outside of this installation. */
@Injectable()
export class CourseTitles {
  constructor(private readonly uow: UnitOfWork) {}

  /** The titles of these courses, in the same order; those that do not exist are left out. */
  async of(ids: readonly string[]): Promise<string[]> {
    const rows = await this.uow.query<{ title: string }>(
      `SELECT c.title FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place) JOIN core.course c ON c.id = wanted.id ORDER BY place`,
      [ids],
    );
    return rows.map(({ title }) => title);
  }

  /** The ids of the courses with this title, drafts too, in any spelling that is searched alike. */
  async idsOf(title: string): Promise<string[]> {
    const rows = await this.uow.query<{ id: string }>('SELECT id FROM core.course WHERE title_key = $1 ORDER BY id', [searchKey(title)]);
    return rows.map(({ id }) => id);
  }
}
