import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import typescript from 'typescript-eslint';

// `display: grid` removes the roles of a table, so our tables set them explicitly (see ui/styles/rows.css).
const TABLE_ROLES = { table: ['table'], thead: ['rowgroup'], tbody: ['rowgroup'], tr: ['row'], td: ['cell'] };

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts', 'src/visit/signaling/protocol.generated.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [typescript.configs.strictTypeChecked],
    plugins: { 'react-hooks': hooks },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'object-shorthand': 'error',
      'no-useless-rename': 'error',
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 50],
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // These rules are slow and find nothing useful here.
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['**/*.tsx'],
    extends: [a11y.flatConfigs.strict],
    settings: { 'jsx-a11y': { attributes: { for: ['for'] } } },
    rules: {
      'jsx-a11y/no-redundant-roles': ['error', TABLE_ROLES],
      'jsx-a11y/no-interactive-element-to-noninteractive-role': ['error', { ...TABLE_ROLES, tr: ['row'] }],
    },
  },
  {
    // Fakes implement asynchronous ports without waiting, and a `describe` contains many tests.
    files: ['tests/**'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
);
