import js from '@eslint/js';
import { configs as lit } from 'eslint-plugin-lit';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strict, lit['flat/recommended']],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      'lit/no-invalid-html': 'error',
    },
  },
  {
    files: ['scripts/**/*.js'],
    languageOptions: { globals: { console: 'readonly', URL: 'readonly' } },
  },
);
