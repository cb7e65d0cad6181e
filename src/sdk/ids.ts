import { v7 } from 'uuid';
import { z } from 'zod';

/** A new UUIDv7 (RFC 9562): made by the application, ordered by time of creation. */
export const newId = (): string => v7();

/** An id on the wire: opaque to clients, a UUID to us; in lower case, as the database writes it, so that equal ids are equal texts. */
export const idSchema = z.uuid().toLowerCase();
