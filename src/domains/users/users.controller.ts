import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { Caller, NoStore, Public, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { ChangeUser } from './change-user.js';
import { CreateUser } from './create-user.js';
import { ListUsers } from './list-users.js';
import { Profiles } from './profiles.js';
import {
  type NewUser,
  newUserSchema,
  personSchema,
  type UserChanges,
  userChangesSchema,
  type UserQuery,
  userQuerySchema,
  userSchema,
} from './users.schemas.js';

@Tag('Users')
@Controller('users')
@NoStore()
export class UsersController {
  constructor(
    private readonly access: RecordAccess,
    private readonly profiles: Profiles,
    private readonly createUser: CreateUser,
    private readonly changeUser: ChangeUser,
    private readonly listUsers: ListUsers,
  ) {}

  @Post()
  @Refuses({ 409: ['EMAIL_TAKEN', 'USERNAME_TAKEN'] })
  @Public('self-registration, as far as the institution allows it; with a token, a parent or staff create accounts')
  @Returns(userSchema, { status: 201 })
  @Summary('Make an account: for oneself, for a child, or as staff for anybody')
  async create(@Caller() caller: Principal | undefined, @Body({ schema: newUserSchema }) body: NewUser) {
    return this.createUser.run(caller, body);
  }

  @Get()
  @Requires('users:read')
  @Returns(z.union([userSchema, personSchema]), { list: true })
  @Summary('Find people')
  async list(@Caller() caller: Principal, @Query({ schema: userQuerySchema }) query: UserQuery) {
    return this.listUsers.run(caller, query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(userSchema)
  @Summary('A person')
  async read(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    await this.access.assertMayRead(caller, id);
    return this.profiles.read(id);
  }

  @Patch(':id')
  @Requires(SIGNED_IN)
  @Returns(userSchema)
  @Summary('Change a person')
  async change(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: userChangesSchema }) body: UserChanges,
  ) {
    return this.changeUser.run(caller, id, body);
  }

  @Put(':id')
  @Requires(SIGNED_IN)
  @Returns(userSchema)
  @Summary('Change a part of a person')
  async replace(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: userChangesSchema }) body: UserChanges,
  ) {
    return this.changeUser.run(caller, id, body);
  }
}
