/** The arrows of the house: plugins → sdk; domains → platform, sdk; platform → sdk; sdk → nothing of ours. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const SPEC = '\\.spec\\.ts$';

module.exports = {
  forbidden: [
    forbid('no-circular', 'Nobody can load first.', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    forbid('no-unresolved', 'It is not there.', {}, { couldNotResolve: true }),

    forbid(
      'sdk-stands-alone',
      'The sdk is what plugins see; it knows nothing of the house.',
      { path: '^src/sdk/' },
      { path: '^(src|plugins|migrations)/', pathNot: '^src/sdk/' },
    ),
    forbid(
      'runner-stands-alone',
      'The runner runs code nobody trusts: it holds nothing of the house, and no way to the database.',
      { path: '^src/runner(/|\\.ts$)', pathNot: SPEC },
      { path: '^(src|plugins|migrations)/', pathNot: '^src/runner/' },
    ),
    forbid(
      'platform-knows-no-school',
      'platform → sdk only.',
      { path: '^src/platform/', pathNot: SPEC },
      { path: '^(src|plugins)/', pathNot: ['^src/(platform|sdk)/', '^src/runner/protocol\\.ts$'] },
    ),
    forbid(
      'domains-to-platform-and-sdk',
      'domains → platform, sdk.',
      { path: '^src/domains/', pathNot: SPEC },
      { path: '^(src|plugins|migrations)/', pathNot: ['^src/(domains|platform|sdk)/', '^src/runner/protocol\\.ts$'] },
    ),
    forbid(
      'domains-keep-their-tables',
      'A domain reaches another through what its module exports, never through its entities or repositories.',
      { path: '^src/domains/([^/]+)/' },
      // What another module's exports return may be named as a type.
      { path: '^src/domains/[^/]+/.*\\.(entity|repository)\\.ts$', pathNot: '^src/domains/$1/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'domains-keep-their-routes',
      'Controllers of a domain are its own.',
      { path: '^src/domains/([^/]+)/' },
      { path: '^src/domains/[^/]+/.*\\.controller\\.ts$', pathNot: '^src/domains/$1/' },
    ),
    forbid(
      'plugins-use-the-sdk',
      'A plugin imports lectern/sdk and nothing else of the house.',
      { path: '^plugins/([^/]+)/', pathNot: SPEC },
      { path: '^(src|migrations)/' },
    ),
    forbid(
      'sdk-by-its-name',
      'lectern/sdk is for plugins, which see nothing else of the house; the house imports its files.',
      { path: '^(src|plugins|migrations)/' },
      { path: '^dist/', pathNot: '^dist/src/sdk/' },
    ),
    forbid(
      'plugins-are-islands',
      'A plugin reaches another through its contract.ts.',
      { path: '^plugins/([^/]+)/' },
      { path: '^plugins/', pathNot: ['^plugins/$1/', '^plugins/[^/]+/contract\\.ts$'] },
    ),
    forbid(
      'plugins-are-listed-once',
      'Nobody but src/plugins.ts imports a plugin.',
      { path: '^(src|migrations)/', pathNot: '^src/plugins\\.ts$' },
      { path: '^plugins/' },
    ),
    forbid(
      'connections-have-one-home',
      'Connections are taken through the unit of work or SystemAccess; tools that run before the server open their own.',
      { path: '^(src|plugins)/', pathNot: ['^src/platform/(database|tenancy|jobs|events)/', '^src/testing/'] },
      { path: '(^|/)node_modules/pg/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'documentation-has-one-home',
      'The OpenAPI library is loaded when its document is asked for, not at every start: use the decorators of the sdk.',
      { path: '^(src|plugins)/', pathNot: '^src/platform/http/openapi/' },
      { path: '(^|/)node_modules/@nestjs/swagger/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'system-access-is-for-the-platform',
      'Only the platform crosses tenants.',
      { path: '^(src/domains|plugins)/' },
      { path: '^src/platform/tenancy/system-access\\.ts$' },
    ),
    forbid(
      'testing-stays-out',
      'The product does not import its test kit.',
      { path: '^(src|plugins|migrations)/', pathNot: ['^src/testing/', SPEC] },
      { path: '^src/testing/' },
    ),
    forbid(
      'no-tests-in-the-product',
      'The product does not import tests.',
      { path: '^(src|plugins|migrations)/' },
      { path: '^(test|bench)/' },
    ),
    forbid(
      'no-development-packages',
      'What runs is in dependencies.',
      { path: '^(src|plugins|migrations)/', pathNot: SPEC },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    ),
    forbid(
      'no-undeclared-packages',
      'What is imported is in package.json.',
      { path: '^(src|plugins|migrations|test|bench)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Programs to be run in the sandbox: what they import is part of their attack.
    exclude: { path: ['^test/sandbox/(hostile|cheats)/(python|javascript|c)/', '^src/seed/demo-exercises/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // without `types`, which for lectern/sdk are declarations made on request only
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
