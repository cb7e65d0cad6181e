import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Controller, Get, Injectable, Module, Scope } from '@nestjs/common';
import { z } from 'zod';
import { Public, Requires, Returns, SIGNED_IN } from '../../src/sdk/http.js';
import { definePlugin } from '../../src/sdk/plugin.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { switchPlugins, twoTenants, type World } from '../../src/testing/world.js';

const answer = z.object({ here: z.boolean() });

@Injectable({ scope: Scope.REQUEST })
class PerRequest {
  readonly here = true;
}

@Controller('scoped/own')
class ScopedBelow {
  constructor(private readonly parts: PerRequest) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(answer)
  read() {
    return { here: this.parts.here };
  }
}

@Controller({ path: 'scoped/open', scope: Scope.REQUEST })
class ScopedItself {
  @Get()
  @Public('for a test')
  @Returns(answer)
  read() {
    return { here: true };
  }
}

@Module({ controllers: [ScopedBelow, ScopedItself], providers: [PerRequest] })
class ScopedModule {}

const scoped = definePlugin({
  id: 'scoped',
  version: '1.0.0',
  description: 'Makes its controllers anew for each request',
  core: '^1.0.0',
  routes: ['/scoped'],
  module: ScopedModule,
});

describe('a plugin whose controllers are made for each request', () => {
  let server: TestServer;
  let world: World;
  before(async () => {
    server = await startTestServer({ plugins: [scoped] });
    world = await twoTenants(server);
    await switchPlugins(server, world.alpha.id, ['scoped']);
    await world.beta.admin.client.put('/tenant/plugins/scoped', { enabled: false });
  });
  after(() => server.close());

  it('stands behind the gate like any other', async () => {
    const { alpha, beta } = world;
    for (const path of ['/scoped/own', '/scoped/open']) {
      const open = await alpha.student.client.get(path);
      assert.deepEqual([open.status, open.body], [200, { here: true }], open.text);
      const shut = await beta.student.client.get(path);
      assert.deepEqual([shut.status, shut.body.error_code], [403, 'PLUGIN_DISABLED'], shut.text);
    }
    assert.equal((await beta.nobody.get('/scoped/open')).status, 403);
  });
});
