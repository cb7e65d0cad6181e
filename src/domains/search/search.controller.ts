import { Controller, Get, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Limit, Public, Returns } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { CatalogueSearch } from './catalogue-search.js';
import { type SearchQuery, searchQuery, searchResponse } from './search.schemas.js';

const OPEN_CATALOGUE = 'What is published may be found by everybody';

@Tag('Search')
@Controller('search')
export class SearchController {
  constructor(private readonly search: CatalogueSearch) {}

  @Get()
  @Public(OPEN_CATALOGUE)
  @Limit('search')
  @Returns(searchResponse)
  @Summary('Find courses and chapters; staff find drafts too')
  everything(@Caller() caller: Principal | undefined, @Query({ schema: searchQuery }) query: SearchQuery) {
    return this.search.run(caller, query, ['course', 'chapter']);
  }

  @Get('courses')
  @Public(OPEN_CATALOGUE)
  @Limit('search')
  @Returns(searchResponse)
  @Summary('Find courses by title, subject and description')
  courses(@Caller() caller: Principal | undefined, @Query({ schema: searchQuery }) query: SearchQuery) {
    return this.search.run(caller, query, ['course']);
  }

  @Get('chapters')
  @Public(OPEN_CATALOGUE)
  @Limit('search')
  @Returns(searchResponse)
  @Summary('Find chapters by title, headings and text')
  chapters(@Caller() caller: Principal | undefined, @Query({ schema: searchQuery }) query: SearchQuery) {
    return this.search.run(caller, query, ['chapter']);
  }
}
