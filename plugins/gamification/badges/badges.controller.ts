import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { idParam, Requires, Returns, SIGNED_IN, Summary, Tag } from 'lectern/sdk';
import { Badges } from './badges.js';
import {
  type BadgeQuery,
  badgeQuery,
  badgeSchema,
  type CreateBadge,
  createBadgeSchema,
  type UpdateBadge,
  updateBadgeSchema,
} from './badges.schemas.js';

@Tag('Gamification')
@Controller('gamification/badges')
export class GamificationBadgesController {
  constructor(private readonly badges: Badges) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(badgeSchema, { list: true })
  @Summary('The badges of the institution')
  list(@Query({ schema: badgeQuery }) query: BadgeQuery) {
    return this.badges.list(query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(badgeSchema)
  @Summary('A badge')
  get(@Param('id', { schema: idParam }) id: string) {
    return this.badges.get(id);
  }

  @Post()
  @Requires('gamification:badges.write')
  @Returns(badgeSchema, { status: 201 })
  @Summary('Make a badge')
  create(@Body({ schema: createBadgeSchema }) input: CreateBadge) {
    return this.badges.create(input);
  }

  @Patch(':id')
  @Requires('gamification:badges.write')
  @Returns(badgeSchema)
  @Summary('Change a part of a badge')
  update(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateBadgeSchema }) input: UpdateBadge) {
    return this.badges.update(id, input);
  }

  @Put(':id')
  @Requires('gamification:badges.write')
  @Returns(badgeSchema)
  @Summary('Change a part of a badge')
  replace(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateBadgeSchema }) input: UpdateBadge) {
    return this.badges.update(id, input);
  }

  @Delete(':id')
  @Requires('gamification:badges.write')
  @Returns(undefined)
  @Summary('Retire a badge; whoever has it keeps it')
  delete(@Param('id', { schema: idParam }) id: string) {
    return this.badges.retire(id);
  }
}
