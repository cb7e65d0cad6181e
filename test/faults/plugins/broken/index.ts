import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { definePlugin, Requires, Returns, SIGNED_IN } from 'lectern/sdk';
import { z } from 'zod';

@Injectable()
class Unfortunate {
  constructor() {
    throw new Error('cannot start today');
  }
}

@Controller('broken')
class BrokenController {
  @Get('things')
  @Requires(SIGNED_IN)
  @Returns(z.object({ ok: z.boolean() }))
  things() {
    return { ok: true };
  }
}

@Module({ controllers: [BrokenController], providers: [Unfortunate] })
class BrokenModule {}

export default definePlugin({
  id: 'broken',
  version: '1.0.0',
  description: 'Does not start',
  core: '^1.0.0',
  routes: ['/broken'],
  module: BrokenModule,
});
