import { build, type Plugin, type ResolvedConfig, type Rolldown } from 'vite';

const MARK = '<!-- early requests -->';

/**
 * Puts the API's address and src/early.ts, bundled, into index.html where the mark is. The script needs
 * no eval and depends on nothing, so a content security policy can allow it by its hash.
 */
export function inlineEarlyRequests(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'inline-early-requests',
    configResolved(resolved) {
      config = resolved;
    },
    async transformIndexHtml(html) {
      const api = String(config.env.VITE_API_BASE_URL || '/api').replaceAll('"', '&quot;');
      const meta = `<meta name="api-base-url" content="${api}" />`;
      const script = `<script>${await bundle(config)}</script>`;
      return html.replace(MARK, () => `${meta}\n    ${script}`);
    },
  };
}

async function bundle({ root, mode }: ResolvedConfig): Promise<string> {
  const output = (await build({
    root,
    mode,
    configFile: false,
    logLevel: 'warn',
    resolve: { tsconfigPaths: true },
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: `${root}/src/early.ts`, output: { format: 'iife' } },
    },
  })) as Rolldown.RolldownOutput;
  return output.output[0].code.trim();
}
