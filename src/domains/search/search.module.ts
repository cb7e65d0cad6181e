import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { CatalogueSearch } from './catalogue-search.js';
import { IndexAgain, indexAgain } from './index-again.js';
import { SearchController } from './search.controller.js';
import { SearchEvents } from './search-events.controller.js';

@Module({ controllers: [SearchController, SearchEvents], providers: [CatalogueSearch, IndexAgain] })
export class SearchModule implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly again: IndexAgain,
  ) {}

  onModuleInit(): void {
    this.jobs.add(indexAgain, this.again);
  }
}
