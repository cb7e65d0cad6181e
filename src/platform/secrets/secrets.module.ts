import { Global, Module } from '@nestjs/common';
import { RotateSecrets } from './rotate-secrets.js';
import { SecretBox } from './secret-box.js';

/** Institutions' secrets: sealed at rest, renewed when the key changes. */
@Global()
@Module({ providers: [SecretBox, RotateSecrets], exports: [SecretBox, RotateSecrets] })
export class SecretsModule {}
