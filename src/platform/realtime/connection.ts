import type { DomainError } from '../../sdk/errors.js';
import type { SocketIdentity } from './socket-authentication.js';

/** A connection of somebody who is signed in, whatever it speaks. */
export interface Connection {
  readonly id: string;
  /** Replaced when a later token is shown. */
  readonly identity: SocketIdentity;
  /** Bytes that were sent and have not left this process. */
  readonly backlog: number;
  /** Says why, and closes. */
  end(error: DomainError): void;
  /** Closes without a word: nobody reads. */
  cut(): void;
}
