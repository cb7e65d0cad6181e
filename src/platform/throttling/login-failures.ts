import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TooMany } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { clientAddress } from './addresses.js';

const PER_ADDRESS = 5;
const PER_ACCOUNT = 50;
const EVERYWHERE = '*';
const WINDOW = '15 minutes';

interface FailureRow {
  readonly address: string;
  readonly failures: number;
  readonly seconds: number;
}

const limitOf = ({ address }: FailureRow): number => (address === EVERYWHERE ? PER_ACCOUNT : PER_ADDRESS);

const refuse = (rows: readonly FailureRow[]): void => {
  if (rows.length === 0) return;
  throw new TooMany(Math.max(...rows.map(({ seconds }) => seconds)), 'Too many failed sign-ins');
};

const FAILURES = `
  SELECT address, failures, ceil(extract(epoch FROM ends_at - now()))::int AS seconds
  FROM core.login_failure WHERE account = $1 AND address = ANY($2::text[]) AND ends_at > now()`;
const RECORD = `
  INSERT INTO core.login_failure AS f (account, address, failures, ends_at)
  SELECT $1, address, 1, now() + interval '${WINDOW}' FROM unnest($2::text[]) AS address
  ON CONFLICT (tenant_id, account, address) DO UPDATE SET
    failures = CASE WHEN f.ends_at <= now() THEN 1 ELSE f.failures + 1 END,
    ends_at = CASE WHEN f.ends_at <= now() THEN EXCLUDED.ends_at ELSE f.ends_at END
  RETURNING address, failures, ceil(extract(epoch FROM ends_at - now()))::int AS seconds`;

/**
 * Wrong passwords: five in 15 minutes for one account from one address, fifty for the account from everywhere. Accounts
 * that do not exist are counted alike. Nothing here may be called inside a unit of work that can roll back.
 */
@Injectable()
export class LoginFailures {
  constructor(private readonly uow: UnitOfWork) {}

  /** Throws `TooMany` while the account is locked, for the right password too. Ask before looking at the password. */
  async assertAllowed(account: string, address: string | undefined): Promise<void> {
    const rows = await this.uow.query<FailureRow>(FAILURES, this.keys(account, address));
    refuse(rows.filter((row) => row.failures >= limitOf(row)));
  }

  /** Counts a wrong password. Throws `TooMany` when others, tried at the same time, had used up the count: it tells nothing of theirs. */
  async recordFailure(account: string, address: string | undefined): Promise<void> {
    const rows = await this.uow.run((em) => em.query<FailureRow[]>(RECORD, this.keys(account, address)));
    refuse(rows.filter((row) => row.failures > limitOf(row)));
  }

  /** After a right password: forgets the failures of this address. Throws `TooMany` when the account was locked in the meantime. */
  async clear(account: string, address: string | undefined): Promise<void> {
    const keys = this.keys(account, address);
    const rows = await this.uow.query<FailureRow>(FAILURES, keys);
    refuse(rows.filter((row) => row.failures >= limitOf(row)));
    if (!rows.some((row) => row.address !== EVERYWHERE)) return;
    await this.uow.run((em) => em.query('DELETE FROM core.login_failure WHERE account = $1 AND address = $2', [keys[0], keys[1][0]]));
  }

  private keys(account: string, address = 'unknown'): [string, [string, string]] {
    return [hash('sha256', account.trim().toLowerCase(), 'base64url'), [clientAddress(address).block, EVERYWHERE]];
  }
}
