import { Module } from '@nestjs/common';
import { CatalogueSearch } from './catalogue-search.js';
import { SearchController } from './search.controller.js';

@Module({ controllers: [SearchController], providers: [CatalogueSearch] })
export class SearchModule {}
