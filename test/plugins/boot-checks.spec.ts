import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Body, Controller, Get, Global, Injectable, type MiddlewareConsumer, Module, type NestModule, Post } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { z } from 'zod';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { CoursesModule } from '../../src/domains/courses/courses.module.js';
import { BootCheckError } from '../../src/platform/plugins/boot/boot-check-error.js';
import { chapterCompleted } from '../../src/sdk/contracts/progress.js';
import { defineEvent, OnEvent } from '../../src/sdk/events.js';
import type { HealthCheck } from '../../src/sdk/health.js';
import { Limit, Public, Requires, Returns, SIGNED_IN } from '../../src/sdk/http.js';
import type { ChannelHandler } from '../../src/sdk/live.js';
import { definePlugin, type PluginDeclaration, type PluginManifest } from '../../src/sdk/plugin.js';
import { permission } from '../../src/sdk/roles.js';
import { publicSetting, secretSetting, versioned } from '../../src/sdk/settings.js';
import notes from '../fixtures/plugins/notes/plugin.js';
import { NoteCompletions, NotesModule } from '../fixtures/plugins/notes/notes.module.js';

/** Nobody connects: the checks come first. */
const config = loadConfig({
  NODE_ENV: 'test',
  DATABASE_URL: 'postgres://owner:owner@127.0.0.1:1/none',
  DATABASE_APP_URL: 'postgres://lectern_app:app@127.0.0.1:1/none',
  JWT_SECRET_KEY: 'a-signing-key-that-is-only-for-this-test-file',
  SECRET_KEY: 'a-secret-key-that-is-only-for-this-test-file-0',
  LECTERN_UNLAWFUL_PORT: 'eighty',
});

@Module({})
class EmptyModule {}

@Injectable()
class Rooms implements ChannelHandler {
  join(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  receive(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

@Module({ providers: [Rooms] })
class RoomsModule {}

@Module({ providers: [Rooms] })
class OtherRoomsModule {}

const plugin = (declaration: Partial<PluginDeclaration> & { id: string }): PluginManifest =>
  definePlugin({ version: '1.0.0', description: 'for a test', core: '^1.0.0', module: EmptyModule, ...declaration });

/** What the linter refuses where it stands as a decorator. */
const decorate = (decorators: readonly MethodDecorator[], prototype: object, method: string): void => {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method) ?? {};
  for (const each of decorators) each(prototype, method, descriptor);
};

const violationsOf = async (...plugins: PluginManifest[]): Promise<readonly string[]> => {
  try {
    const lectern = await compose({ config, plugins, logger: false });
    await lectern.close();
    return [];
  } catch (error) {
    assert.ok(error instanceof BootCheckError, String(error));
    return error.violations;
  }
};

const room = (name: string, ...events: readonly string[]) => ({
  channel: {
    room: name,
    join: `join_${name}`,
    leave: `leave_${name}`,
    messages: events.map((event) => ({ event, data: z.strictObject({ text: z.string() }) })),
    news: [],
  },
  handler: Rooms,
});

const expectEach = (violations: readonly string[], expected: readonly RegExp[]): void => {
  for (const pattern of expected)
    assert.ok(
      violations.some((violation) => pattern.test(violation)),
      `${pattern}\n${violations.join('\n')}`,
    );
  assert.equal(violations.length, expected.length, violations.join('\n'));
};

test('a lawful plugin passes', async () => {
  assert.deepEqual(await violationsOf(notes), []);
});

test('all that is wrong with all manifests is told at once', async () => {
  const foreign = defineEvent({ name: 'elsewhere.thing-happened.v1', topic: 'system-events', schema: z.object({}) });
  const unlawful = plugin({
    id: 'unlawful',
    version: 'one',
    core: '^9.0.0',
    routes: ['/Upper', '/shared'],
    aliases: [{ method: 'GET', from: '/old/{a}', to: '/nowhere/{b}' }],
    requires: [{ id: 'absent', range: '^1.0.0' }],
    enhances: [{ id: 'other', range: '^7.0.0' }],
    permissions: [
      permission('other:steal', { why: 'to be found' }),
      permission('unlawful:rule', { scope: 'installation', why: 'to be found' }),
    ],
    settings: {
      instance: z.object({ port: z.coerce.number() }),
      tenant: versioned(
        2,
        z.object({ required: z.string(), provider: z.object({ key: secretSetting(z.string().default('')) }).prefault({}) }),
      ),
    },
    persistence: { schema: 'core', migrations: [], entities: [], tenantTables: ['Bad'] },
    personalData: [{ table: 'missing', subject: 'user_id', export: true, erase: 'delete' }],
    events: {
      publishes: [foreign],
      consumes: [{ event: { ...foreign, name: 'nobody.says-this.v1' }, handler: NoteCompletions, whenOff: 'drop' }],
    },
    policy: { sensitivity: 'biometric' },
  });
  const other = plugin({ id: 'other', routes: ['/shared/deeper'], requires: [{ id: 'third', range: '*' }] });
  const third = plugin({ id: 'third', requires: [{ id: 'other', range: '*' }] });
  expectEach(await violationsOf(unlawful, other, third, plugin({ id: 'core' })), [
    /^unlawful: version one is not/,
    /^unlawful: needs core \^9/,
    /^unlawful: permission other:steal does not start/,
    /^unlawful: permission unlawful:rule is not scoped/,
    /^unlawful: event elsewhere\.thing-happened\.v1 does not start/,
    /^unlawful: route prefix \/Upper/,
    /^unlawful: alias \/old\/\{a\} does not give \{b\}/,
    /^unlawful: personal data in missing/,
    /^unlawful: schema core is not unlawful/,
    /^unlawful: table Bad is not/,
    /^unlawful: settings of version 1 have no step/,
    /^unlawful: settings do not accept \{\}: required/,
    /^unlawful: secret setting provider\.key is not a top-level field/,
    /^unlawful: a biometric plugin says/,
    /^core: the id is reserved/,
    /^unlawful: requires absent/,
    /^unlawful: needs other \^7\.0\.0, installed is 1\.0\.0/,
    /^other, third: require one another/,
    /^unlawful, other: both claim \/shared/,
    /^unlawful: consumes nobody\.says-this\.v1, which nobody publishes/,
    /^unlawful: LECTERN_UNLAWFUL_PORT/,
    /^unlawful: alias GET \/old\/\{a\} leads to/,
    /^unlawful: consumes nobody\.says-this\.v1 with NoteCompletions, which is no controller/,
  ]);
});

test('two owners of a path, a prefix or an id are refused', async () => {
  const alias = { method: 'GET', from: '/old', to: '/courses' } as const;
  expectEach(
    await violationsOf(
      plugin({ id: 'one', aliases: [alias], routes: ['/same'] }),
      plugin({ id: 'two', aliases: [alias], routes: ['/same'] }),
    ),
    [/alias GET \/old is claimed by one and two/, /^one, two: both claim \/same/],
  );
  assert.match((await violationsOf(plugin({ id: 'one' }), plugin({ id: 'one' }))).join(), /one: installed twice/);
});

test('routes without access or answer, outside of the prefix, or for a permission nobody declares', async () => {
  @Controller()
  class CarelessController {
    open(): object {
      return {};
    }

    @Get('careless/raw')
    @Public('anybody may look')
    raw(): object {
      return {};
    }

    @Post('elsewhere')
    @Requires('careless:nothing-such')
    @Limit('no_such_policy')
    @Returns(undefined)
    elsewhere(@Body() _body: unknown): void {}
  }
  decorate([Get('careless/open'), Returns(z.object({}))], CarelessController.prototype, 'open');
  @Module({ controllers: [CarelessController] })
  class CarelessModule {}
  expectEach(await violationsOf(plugin({ id: 'careless', routes: ['/careless'], module: CarelessModule })), [
    /GET \/careless\/open .* neither @Requires nor @Public/,
    /GET \/careless\/raw .* no @Returns/,
    /POST \/elsewhere .* takes @Body without a schema/,
    /POST \/elsewhere .* lies outside/,
    /POST \/elsewhere .* requires careless:nothing-such, which nobody declares/,
    /POST \/elsewhere .* counts against no_such_policy, which is no limit policy/,
  ]);
});

test('a prefix of the core cannot be taken', async () => {
  const violations = await violationsOf(plugin({ id: 'greedy', routes: ['/auth'] }));
  assert.ok(violations.length > 0 && violations.every((violation) => /^core: .* lies below \/auth, which a plugin owns/.test(violation)));
});

test('modules that would reach past the gate', async () => {
  @Injectable()
  class AnyGuard {
    canActivate(): boolean {
      return true;
    }
  }
  @Injectable()
  class PlainProvider {
    @OnEvent(chapterCompleted)
    never(): void {}
  }
  @Controller()
  class OwnConsumer {
    @EventPattern('anything')
    consume(_message: unknown): void {}
  }
  @Module({ controllers: [OwnConsumer], providers: [PlainProvider, { provide: APP_GUARD, useClass: AnyGuard }] })
  class ReachingModule implements NestModule {
    configure(_consumer: MiddlewareConsumer): void {}
  }
  Global()(ReachingModule);
  expectEach(await violationsOf(plugin({ id: 'reaching', module: ReachingModule })), [
    /ReachingModule is @Global\(\)/,
    /ReachingModule has configure\(\)/,
    /ReachingModule provides APP_GUARD/,
    /PlainProvider\.never handles an event on a plain provider/,
    /OwnConsumer\.consume consumes messages by itself/,
  ]);
});

test('what the manifest names is there, and what is there is named', async () => {
  @Injectable()
  class Nowhere implements HealthCheck {
    async check(): Promise<void> {}
  }
  @Controller()
  class Undeclared {
    @OnEvent(chapterCompleted)
    handle(): void {}
  }
  @Module({ controllers: [Undeclared] })
  class ForgetfulModule {}
  const forgetful = plugin({
    id: 'forgetful',
    module: ForgetfulModule,
    health: [{ name: 'missing', impact: 'degrading', timeoutMs: 100, indicator: Nowhere }],
  });
  expectEach(await violationsOf(forgetful), [
    /Undeclared\.handle handles progress\.chapter-completed\.v1, which the manifest does not consume/,
    /health check missing names Nowhere, which its modules do not provide/,
  ]);
});

test('modules of another plugin are used only by those who require it', async () => {
  @Module({ imports: [NotesModule] })
  class BorrowingModule {}
  expectEach(await violationsOf(notes, plugin({ id: 'borrowing', module: BorrowingModule })), [
    /borrowing: BorrowingModule imports NotesModule, which belongs to notes/,
  ]);
  const polite = plugin({ id: 'borrowing', module: BorrowingModule, requires: [{ id: 'notes', range: '^2.0.0' }] });
  assert.deepEqual(await violationsOf(notes, polite), []);
});

test('modules of the core are not for plugins', async () => {
  @Module({ imports: [CoursesModule] })
  class CuriousModule {}
  expectEach(await violationsOf(plugin({ id: 'curious', module: CuriousModule })), [
    /curious: CuriousModule imports CoursesModule of the core/,
  ]);
});

test('a public field of the installation is refused: only tenants have readers', async () => {
  const instance = z.object({ region: publicSetting(z.string().default('')) });
  expectEach(await violationsOf(plugin({ id: 'shy', settings: { instance } })), [/shy: instance setting region cannot be public/]);
});

test('a signed-in route of a lawful plugin needs no permission of its own', async () => {
  @Controller('fine')
  class FineController {
    @Get()
    @Requires(SIGNED_IN)
    @Returns(z.object({}))
    read(): object {
      return {};
    }
  }
  @Module({ controllers: [FineController] })
  class FineModule {}
  assert.deepEqual(await violationsOf(plugin({ id: 'fine', routes: ['/fine'], module: FineModule })), []);
});

test('rooms have one owner, events one meaning, and handlers a home', async () => {
  const named = z.strictObject({ session_id: z.string() });
  const selfish = { ...room('alone'), channel: { ...room('alone').channel, messages: [{ event: 'say', data: named }] } };
  const violations = await violationsOf(
    plugin({ id: 'first', module: RoomsModule, channels: [room('reading', 'turn_page'), room('Writing', 'authenticate')] }),
    plugin({ id: 'second', module: OtherRoomsModule, channels: [room('reading'), room('drawing', 'turn_page'), selfish] }),
    plugin({ id: 'homeless', channels: [room('waiting')] }),
  );
  expectEach(violations, [
    /^first, second: room reading is declared more than once$/,
    /^first, second: live event join_reading is declared more than once$/,
    /^first, second: live event leave_reading is declared more than once$/,
    /^first, second: live event turn_page is declared more than once$/,
    /^first: room Writing is not lower-case words joined by underscores$/,
    /^first: live event authenticate is the core's own$/,
    /^second: live event say declares session_id, which every message has$/,
    /^homeless: channel waiting names Rooms, which its modules do not provide$/,
  ]);
  assert.deepEqual(await violationsOf(plugin({ id: 'first', module: RoomsModule, channels: [room('reading', 'turn_page')] })), []);
});
