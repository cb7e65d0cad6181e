import { Body, Controller, Get, Patch, Put } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { ChangeOwnTenant } from './change-own-tenant.js';
import { OwnTenant } from './own-tenant.js';
import { type OwnTenantChanges, ownTenantChangesSchema, ownTenantSchema } from './own-tenant.schemas.js';

/** The institution one belongs to. */
@Tag('Tenants')
@Controller('tenant')
export class OwnTenantController {
  constructor(
    private readonly tenant: OwnTenant,
    private readonly changeOwnTenant: ChangeOwnTenant,
  ) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(ownTenantSchema)
  @Summary('The institution one belongs to')
  read(@Caller() caller: Principal) {
    return this.tenant.view(caller);
  }

  @Patch()
  @Requires('tenant:write')
  @Returns(ownTenantSchema)
  @Summary('Change branding, locale, time zone, policies and limits')
  change(@Caller() caller: Principal, @Body({ schema: ownTenantChangesSchema }) body: OwnTenantChanges) {
    return this.changeOwnTenant.run(caller, body);
  }

  @Put()
  @Requires('tenant:write')
  @Returns(ownTenantSchema)
  @Summary('Change branding, locale, time zone, policies and limits')
  replace(@Caller() caller: Principal, @Body({ schema: ownTenantChangesSchema }) body: OwnTenantChanges) {
    return this.changeOwnTenant.run(caller, body);
  }
}
