import { Controller, Get, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { NoStore, Requires, Returns } from '../../sdk/http.js';
import { type AuditQuery, auditEventSchema, auditQuery, type SystemEventsQuery, systemEventsQuery } from './audit.schemas.js';
import { AuditTrail } from './audit-trail.js';

@Tag('Operations')
@Controller()
@NoStore()
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get('audit-events')
  @Requires('audit:read')
  @Returns(auditEventSchema, { list: true })
  @Summary('Who did what, when: acts of staff, security and configuration')
  acts(@Query({ schema: auditQuery }) query: AuditQuery) {
    return this.trail.acts(query);
  }

  @Get('system-events')
  @Requires('audit:read')
  @Returns(auditEventSchema, { list: true })
  @Summary('What the system did by itself')
  systemEvents(@Query({ schema: systemEventsQuery }) query: SystemEventsQuery) {
    return this.trail.systemEvents(query);
  }
}
