import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Requires, Returns } from '../../sdk/http.js';
import { idParam } from '../../sdk/schemas.js';
import { ChangeTenant } from './change-tenant.js';
import { CreateTenant } from './create-tenant.js';
import { ListTenants } from './list-tenants.js';
import { Tenants } from './tenants.js';
import {
  type DomainsInput,
  domainsSchema,
  type NewTenant,
  newTenantSchema,
  type TenantChangesInput,
  tenantChangesSchema,
  type TenantQuery,
  tenantQuerySchema,
  tenantSchema,
} from './tenants.schemas.js';

/** Institutions, for operators. */
@Tag('Tenants')
@Controller('tenants')
export class TenantsController {
  constructor(
    private readonly tenants: Tenants,
    private readonly listTenants: ListTenants,
    private readonly createTenant: CreateTenant,
    private readonly changeTenant: ChangeTenant,
  ) {}

  @Get()
  @Requires('tenants:read')
  @Returns(tenantSchema, { list: true })
  @Summary('All institutions')
  list(@Query({ schema: tenantQuerySchema }) query: TenantQuery) {
    return this.listTenants.run(query);
  }

  @Post()
  @Requires('tenants:write')
  @Returns(tenantSchema, { status: 201 })
  @Summary('Open an institution, with its first administrator')
  create(@Body({ schema: newTenantSchema }) body: NewTenant) {
    return this.createTenant.run(body);
  }

  @Get(':id')
  @Requires('tenants:read')
  @Returns(tenantSchema)
  @Summary('An institution')
  read(@Param('id', { schema: idParam }) id: string) {
    return this.tenants.byId(id);
  }

  @Patch(':id')
  @Requires('tenants:write')
  @Returns(tenantSchema)
  @Summary('Change a part of an institution')
  change(@Param('id', { schema: idParam }) id: string, @Body({ schema: tenantChangesSchema }) body: TenantChangesInput) {
    return this.changeTenant.run(id, body);
  }

  @Put(':id')
  @Requires('tenants:write')
  @Returns(tenantSchema)
  @Summary('Change a part of an institution')
  replace(@Param('id', { schema: idParam }) id: string, @Body({ schema: tenantChangesSchema }) body: TenantChangesInput) {
    return this.changeTenant.run(id, body);
  }

  @Delete(':id')
  @Requires('tenants:write')
  @Returns(undefined, { description: 'Closed: nobody can sign in or call, every row is kept, `is_active: true` opens it again' })
  @Summary('Close an institution')
  close(@Param('id', { schema: idParam }) id: string) {
    return this.changeTenant.close(id);
  }

  @Put(':id/domains')
  @Requires('tenants:write')
  @Returns(tenantSchema)
  @Summary('Say which host names belong to an institution')
  setDomains(@Param('id', { schema: idParam }) id: string, @Body({ schema: domainsSchema }) body: DomainsInput) {
    return this.changeTenant.setDomains(id, body.domains);
  }
}
