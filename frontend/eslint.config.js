import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Imports flow one way: app → features | blocks → components → lib, config, api-types. */
const layers = {
  app: [],
  'features/page': ['app', 'blocks', 'features/layout', 'features/search', 'features/preview'],
  'features/layout': ['app', 'blocks', 'features/page', 'features/search', 'features/preview'],
  'features/search': ['app', 'blocks', 'features/layout', 'features/page', 'features/preview'],
  'features/preview': ['app', 'blocks', 'features/layout', 'features/page', 'features/search'],
  blocks: ['app', 'features'],
  components: ['app', 'features', 'blocks'],
  lib: ['app', 'features', 'blocks', 'components'],
};

const imports = Object.entries(layers).map(([layer, forbidden]) => ({
  files: [`src/${layer}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: '^\\.\\./|^\\./.*/', message: 'Import other folders as @/….' },
          ...(forbidden.length
            ? [
                {
                  regex: `^@/(${forbidden.join('|')})(/|$)`,
                  message: `${layer} may not import this: app → features | blocks → components → lib.`,
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist', 'src/api-types.ts'] },
  js.configs.recommended,
  {
    files: ['scripts/*.js', '*.js'],
    languageOptions: {
      globals: {
        AbortSignal: 'readonly',
        URL: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        process: 'readonly',
      },
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      tseslint.configs.strictTypeChecked,
      reactHooks.configs.flat['recommended-latest'],
      jsxA11y.flatConfigs.strict,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Said again where CSS lays a table out as something else, for then browsers forget them.
      'jsx-a11y/no-redundant-roles': [
        'error',
        {
          nav: ['navigation'],
          table: ['table'],
          thead: ['rowgroup'],
          tbody: ['rowgroup'],
          tr: ['row'],
          th: ['columnheader'],
          td: ['cell'],
        },
      ],
      'jsx-a11y/no-interactive-element-to-noninteractive-role': ['error', { td: ['cell'] }],
    },
  },
  ...imports,
);
