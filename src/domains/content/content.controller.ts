import { Controller, Get, Param } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { queryGradeLevel } from '../../sdk/schemas.js';
import { ContentReading } from './content-reading.js';
import { contentItemSchema, contentPackageSchema, subjectText, topicText } from './content.schemas.js';

@Tag('Content')
@Controller('content')
export class ContentController {
  constructor(private readonly reading: ContentReading) {}

  @Get(':grade/:subject')
  @Requires(SIGNED_IN)
  @Refuses({ 404: ['CONTENT_PACKAGE_NOT_FOUND'] })
  @Returns(contentPackageSchema)
  @Summary('What there is of a subject for a grade; letter case does not matter')
  package(@Param('grade', { schema: queryGradeLevel }) grade: number, @Param('subject', { schema: subjectText }) subject: string) {
    return this.reading.package(grade, subject);
  }

  @Get(':grade/:subject/:topic')
  @Requires(SIGNED_IN)
  @Refuses({ 404: ['CONTENT_ITEM_NOT_FOUND'] })
  @Returns(contentItemSchema)
  @Summary('A topic of a subject')
  item(
    @Param('grade', { schema: queryGradeLevel }) grade: number,
    @Param('subject', { schema: subjectText }) subject: string,
    @Param('topic', { schema: topicText }) topic: string,
  ) {
    return this.reading.item(grade, subject, topic);
  }
}
