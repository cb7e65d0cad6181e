import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { idParam, type PageQuery } from '../../sdk/schemas.js';
import { Terms } from './terms.js';
import { type CreateTerm, createTermSchema, termQuery, termSchema, type UpdateTerm, updateTermSchema } from './terms.schemas.js';

@Tag('Classes')
@Controller('terms')
export class TermsController {
  constructor(private readonly terms: Terms) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(termSchema, { list: true })
  @Summary('Terms of the institution')
  list(@Query({ schema: termQuery }) query: PageQuery) {
    return this.terms.list(query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(termSchema)
  @Summary('A term')
  get(@Param('id', { schema: idParam }) id: string) {
    return this.terms.get(id);
  }

  @Post()
  @Requires('terms:write')
  @Returns(termSchema, { status: 201 })
  @Summary('Add a term')
  create(@Body({ schema: createTermSchema }) input: CreateTerm) {
    return this.terms.create(input);
  }

  @Patch(':id')
  @Requires('terms:write')
  @Returns(termSchema)
  @Summary('Change a part of a term')
  update(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateTermSchema }) input: UpdateTerm) {
    return this.terms.update(id, input);
  }

  @Put(':id')
  @Requires('terms:write')
  @Returns(termSchema)
  @Summary('Change a part of a term')
  replace(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateTermSchema }) input: UpdateTerm) {
    return this.terms.update(id, input);
  }

  @Delete(':id')
  @Requires('terms:write')
  @Returns(undefined)
  @Summary('Delete a term; classes keep its name')
  delete(@Param('id', { schema: idParam }) id: string) {
    return this.terms.delete(id);
  }
}
