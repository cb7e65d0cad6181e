import { Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Config } from '../../platform/config/config.js';
import { API_PREFIX } from '../../platform/http/api-prefix.js';
import type { TenantSnapshot } from '../../platform/tenancy/tenant.js';
import { Forbidden } from '../../sdk/errors.js';

const NAME = 'lectern_refresh';
const DAY_SECONDS = 86_400;

/** Where this request's sign-in routes live: the cookie goes to no other path, also when they were reached by an alias. */
const directoryOf = (request: Request): string => {
  const path = request.originalUrl.split('?', 1)[0] ?? '';
  const directory = path.replace(/\/$/, '').replace(/\/[^/]*$/, '');
  return /^(?:\/[\w-]+)+$/.test(directory) ? directory : `/${API_PREFIX}/auth`;
};

export const readSessionCookie = (request: Request): string | undefined => {
  const header = request.headers.cookie;
  return header === undefined ? undefined : parseCookie(header)[NAME];
};

/** The cookie of browsers: it holds the refresh token and nothing else, and opens nothing but refresh and logout. */
@Injectable()
export class SessionCookie {
  private readonly seconds: number;
  private readonly installationOrigins: readonly string[];

  constructor(config: Config) {
    this.seconds = config.tokens.refreshTokenDays * DAY_SECONDS;
    this.installationOrigins = config.allowedOrigins;
  }

  /** Sends the refresh token of the answer as a cookie as well. */
  keep<A extends { refresh_token: string }>(request: Request, response: Response, answer: A): A {
    this.write(request, response, answer.refresh_token, this.seconds);
    return answer;
  }

  clear(request: Request, response: Response): void {
    this.write(request, response, '', 0);
  }

  /** Throws unless the request was made by a page of this institution: the browser sends the cookie without being asked. */
  assertOwnPage(request: Request, tenant: TenantSnapshot): void {
    const { origin } = request.headers;
    if (origin !== undefined && [...tenant.policies.allowed_origins, ...this.installationOrigins].includes(origin)) return;
    throw new Forbidden('The session cookie is accepted from the pages of this institution only');
  }

  private write(request: Request, response: Response, value: string, maxAge: number): void {
    const path = directoryOf(request);
    response.append(
      'Set-Cookie',
      stringifySetCookie({ name: NAME, value, httpOnly: true, secure: true, sameSite: 'strict', path, maxAge }),
    );
  }
}
