import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { assertInstitution } from '../../users/registration-policy.js';
import { type AuthResult, SignIn } from '../sign-in.js';
import { ExternalClaims } from './external-claims.js';
import { ExternalIdentities } from './external-identities.js';

/** Signs in whoever an issuer that the institution trusts vouches for. */
@Injectable()
export class ExchangeToken {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly claims: ExternalClaims,
    private readonly identities: ExternalIdentities,
    private readonly signIn: SignIn,
  ) {}

  async run(token: string, userAgent: string | undefined): Promise<AuthResult> {
    assertInstitution();
    const person = await this.claims.verify(token);
    return this.uow.run(async () => this.signIn.open(await this.identities.accountOf(person), userAgent));
  }
}
