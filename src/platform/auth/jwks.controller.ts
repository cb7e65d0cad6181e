import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Public, Returns } from '../../sdk/http.js';
import { AccessTokens } from './access-tokens.js';

const jwksView = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).meta({ id: 'JsonWebKeySet' });

/** The keys others verify our access tokens with (RFC 7517). Empty while tokens are signed with a shared secret. */
@Tag('Auth')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly tokens: AccessTokens) {}

  @Get('jwks.json')
  @Public('public keys', { token: 'ignored' })
  @Returns(jwksView)
  @Summary('The keys that access tokens verify with')
  async keys() {
    return { keys: await this.tokens.publicKeys() };
  }
}
