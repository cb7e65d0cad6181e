import { Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { guardianLinkSchema } from './guardian-link.view.js';
import { Guardians } from './guardians.js';
import { userSchema } from './users.schemas.js';

/** Who may look after whom. Staff, the parent and the child each have their part: `Guardians` decides. */
@Tag('Users')
@Controller('users/:id')
@NoStore()
export class GuardiansController {
  constructor(private readonly guardians: Guardians) {}

  @Get('children')
  @Requires(SIGNED_IN)
  @Returns(userSchema, { list: true })
  @Summary('The children of a guardian')
  async children(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.guardians.children(caller, id);
  }

  @Get('guardians')
  @Requires(SIGNED_IN)
  @Returns(guardianLinkSchema, { list: true })
  @Summary("A child's guardians, those who wait for confirmation included")
  async ofChild(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.guardians.ofChild(caller, id);
  }

  @Put('guardians/:guardian_id')
  @Requires(SIGNED_IN)
  @Returns(guardianLinkSchema)
  @Summary('Make, ask for, or confirm a guardian link')
  async link(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Param('guardian_id', { schema: idParam }) guardianId: string,
  ) {
    return this.guardians.link(caller, id, guardianId);
  }

  @Delete('guardians/:guardian_id')
  @Requires(SIGNED_IN)
  @Returns(undefined)
  @Summary('End or decline a guardian link')
  async unlink(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Param('guardian_id', { schema: idParam }) guardianId: string,
  ) {
    return this.guardians.unlink(caller, id, guardianId);
  }
}
