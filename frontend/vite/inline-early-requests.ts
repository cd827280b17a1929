import { build, type Plugin, type ResolvedConfig, type Rolldown } from 'vite';

const MARK = '<!-- early requests -->';

/**
 * Puts src/early.ts, bundled, inline into index.html where the mark is. It needs no eval, and depends on
 * nothing but VITE_API_BASE_URL, so a content security policy can allow it by its hash.
 */
export function inlineEarlyRequests(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'inline-early-requests',
    configResolved(resolved) {
      config = resolved;
    },
    async transformIndexHtml(html) {
      const script = `<script>${await bundle(config)}</script>`;
      return html.replace(MARK, () => script);
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
