import { z } from 'zod';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { defineNotification, Notifications } from '../../src/sdk/notifications.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { TestServer } from '../../src/testing/test-server.js';

/** A kind that only tests send. */
export const numbered = defineNotification({ kind: 'numbered', data: z.object({ n: z.int() }) });

/** Tells people of an institution, all in one transaction, in this order. */
export const tell = (
  server: TestServer,
  tenantId: string,
  told: readonly { readonly userId: string; readonly n: number; readonly once?: string }[],
): Promise<void> =>
  runForTenant(tenantId, () =>
    server.get(UnitOfWork).run(async () => {
      for (const { userId, n, once } of told) server.get(Notifications).send(userId, numbered, { n }, once === undefined ? {} : { once });
    }),
  );

/** Tells one person one thing after another, in one transaction: `first`, `first + 1` … */
export const tellMany = (server: TestServer, tenantId: string, userId: string, count: number, first = 1): Promise<void> =>
  tell(
    server,
    tenantId,
    Array.from({ length: count }, (_, index) => ({ userId, n: first + index })),
  );
