import tseslint from 'typescript-eslint';
import house from './scripts/eslint/plugin.mjs';

const TESTS = ['test/**/*.ts', '**/*.spec.ts', 'bench/**/*.ts'];

export default tseslint.config(
  { ignores: ['dist', 'coverage', '.data', 'docs', '**/*.mjs', '**/*.cjs', '**/*.js'] },
  // Nothing is switched off from within a file: an exception is a line here, with its reason.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommendedTypeChecked,
  {
    files: ['**/*.ts'],
    plugins: { lectern: house },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'lectern/no-built-sql': 'error',
      'lectern/no-unfiltered-write': 'error',
      'lectern/route-access': 'error',
      'lectern/route-contract': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['describe', 'it', 'test', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'node:test',
            },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Injected classes must be real imports (decorator metadata), which this rule would turn into types.
      '@typescript-eslint/consistent-type-imports': 'off',
      // A method of an interface may have to be async where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Class tokens of Nest modules are often empty.
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 50],
      'max-params': ['error', 6],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use an `as const` union.' },
        { selector: 'TSNonNullExpression', message: 'Say what happens when it is missing.' },
        { selector: 'Decorator[expression.callee.name="Global"]', message: 'Only modules of src/platform may be global.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'typeorm',
              importNames: ['OneToMany', 'ManyToOne', 'OneToOne', 'ManyToMany', 'JoinColumn', 'JoinTable'],
              message: 'Entities map columns only; joins are written out.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/platform/**/*.ts', 'src/app.module.ts', 'src/compose.ts', 'src/domains/**/*.module.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use an `as const` union.' },
        { selector: 'TSNonNullExpression', message: 'Say what happens when it is missing.' },
      ],
    },
  },
  // The command line talks to a terminal.
  {
    files: ['src/cli.ts', 'src/main.ts', 'src/worker.ts', 'src/cli/**/*.ts', 'bench/**/*.ts', 'test/fuzz/*.ts'],
    rules: { 'no-console': 'off' },
  },
  // The test client hands out JSON as it came over the wire.
  {
    files: ['src/testing/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-return': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': ['error', 500],
      // describe() callbacks hold a file's tests.
      'max-lines-per-function': 'off',
      // Answers of other people's routes are read as they come.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // The owner's connection may need what no application code may.
      'lectern/no-built-sql': 'off',
      'lectern/route-contract': 'off',
    },
  },
);
