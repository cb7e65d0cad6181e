import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { Classes } from './classes.js';
import {
  type ClassQuery,
  classQuery,
  classSchema,
  type CreateClass,
  createClassSchema,
  type UpdateClass,
  updateClassSchema,
} from './classes.schemas.js';

@Tag('Classes')
@Controller('classes')
export class ClassesController {
  constructor(private readonly classes: Classes) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(classSchema, { list: true })
  @Summary('Classes one may see')
  list(@Caller() caller: Principal, @Query({ schema: classQuery }) query: ClassQuery) {
    return this.classes.list(caller, query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(classSchema)
  @Summary('A class')
  get(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.classes.get(caller, id);
  }

  @Post()
  @Requires('classes:write')
  @Returns(classSchema, { status: 201 })
  @Summary('Open a class; a teacher who does teaches it')
  create(@Caller() caller: Principal, @Body({ schema: createClassSchema }) input: CreateClass) {
    return this.classes.create(caller, input);
  }

  @Patch(':id')
  @Requires('classes:write')
  @Returns(classSchema)
  @Summary('Change a part of a class')
  update(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: updateClassSchema }) input: UpdateClass,
  ) {
    return this.classes.update(caller, id, input);
  }

  @Put(':id')
  @Requires('classes:write')
  @Returns(classSchema)
  @Summary('Change a part of a class')
  replace(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: updateClassSchema }) input: UpdateClass,
  ) {
    return this.classes.update(caller, id, input);
  }

  @Delete(':id')
  @Requires('classes:write')
  @Returns(undefined)
  @Summary('Close a class with its enrollments')
  delete(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.classes.delete(caller, id);
  }
}
