import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { type ImportQuery, importQuery } from '../../platform/http/streams/line-import.js';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Consumes, Requires, Returns } from '../../sdk/http.js';
import { idParam } from '../../sdk/schemas.js';
import { ContentAuthoring } from './content-authoring.js';
import { ContentListing } from './content-listing.js';
import {
  type ContentFilters,
  type ContentItemChanges,
  contentItemChangesSchema,
  type ContentItemInput,
  contentItemInputSchema,
  contentItemSchema,
  contentLineSchema,
  type ContentQuery,
  contentQuery,
  exportQuery,
  importReportSchema,
} from './content.schemas.js';
import { ImportContent } from './import-content.js';

const NDJSON = 'application/x-ndjson';

@Tag('Content')
@Controller('content-items')
export class ContentItemsController {
  constructor(
    private readonly listing: ContentListing,
    private readonly authoring: ContentAuthoring,
    private readonly imports: ImportContent,
  ) {}

  @Get()
  @Requires('content:write')
  @Returns(contentItemSchema, { list: true })
  @Summary('Find content items')
  list(@Query({ schema: contentQuery }) query: ContentQuery) {
    return this.listing.list(query);
  }

  @Post('import')
  @Requires('content:write')
  @Consumes(NDJSON, 'application/octet-stream')
  @Returns(importReportSchema)
  @Summary('Write the content items of a file, an item a line: all or none, unless bad lines are to be left out')
  import(@Query({ schema: importQuery }) { on_error }: ImportQuery) {
    return this.imports.run(on_error === 'skip');
  }

  @Get(':id')
  @Requires('content:write')
  @Returns(contentItemSchema)
  @Summary('A content item')
  get(@Param('id', { schema: idParam }) id: string) {
    return this.listing.get(id);
  }

  @Get('export')
  @Requires('content:write')
  @Returns(contentLineSchema, { stream: NDJSON })
  @Summary('All content items, or those that fit, a line each, as an import takes them')
  export(@Query({ schema: exportQuery }) filters: ContentFilters) {
    return this.listing.export(filters);
  }

  @Post()
  @Requires('content:write')
  @Returns(contentItemSchema, { status: 201 })
  @Summary('Write a content item')
  create(@Body({ schema: contentItemInputSchema }) input: ContentItemInput) {
    return this.authoring.create(input);
  }

  @Patch(':id')
  @Requires('content:write')
  @Returns(contentItemSchema)
  @Summary('Change a part of a content item')
  update(@Param('id', { schema: idParam }) id: string, @Body({ schema: contentItemChangesSchema }) changes: ContentItemChanges) {
    return this.authoring.update(id, changes);
  }

  @Put(':id')
  @Requires('content:write')
  @Returns(contentItemSchema)
  @Summary('Change a part of a content item')
  replace(@Param('id', { schema: idParam }) id: string, @Body({ schema: contentItemChangesSchema }) changes: ContentItemChanges) {
    return this.authoring.update(id, changes);
  }

  @Delete(':id')
  @Requires('content:write')
  @Returns(undefined)
  @Summary('Delete a content item')
  delete(@Param('id', { schema: idParam }) id: string) {
    return this.authoring.delete(id);
  }
}
