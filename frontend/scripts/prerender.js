/**
 * prerender.js DIST API SITE MOST SECONDS: writes DIST/<path>/index.html for the first MOST addresses of
 * the API's sitemap, or as many of them as SECONDS suffice for, with the page's head and content in it.
 * All pages are rendered before the first is written.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [dist, api, site, most, seconds] = process.argv.slice(2);
process.env.VITE_API_BASE_URL = api; // as the site itself was built

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RESPONSE_TIMEOUT_MS = 10_000;
const AT_ONCE = 4;
const PLACEHOLDER = 'content-of-root';
const PRELOADS = /^(?:<link rel="preload"[^>]*>)+/;
const SUSPENDED = '<!--$-->'; // something that is loaded when needed is in the page

async function fetchOk(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${address} returned ${response.status}`);
  return response;
}

async function pagesOfSitemap() {
  const sitemap = await (await fetchOk(new URL('/sitemap.xml', api))).text();
  const addresses = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
  return addresses.map((address) => decodeURIComponent(new URL(address, site).pathname));
}

async function loadApplication() {
  const { build } = await import('vite');
  const outDir = await mkdtemp(join(ROOT, 'node_modules', '.prerender-'));
  await build({
    root: ROOT,
    logLevel: 'error',
    build: { ssr: 'src/app/prerender.tsx', outDir, copyPublicDir: false },
  });
  const application = await import(join(outDir, 'prerender.js'));
  return { application, forget: () => rm(outDir, { recursive: true, force: true }) };
}

/** The built index.html as a document, which the application finds around itself. */
async function openDocument() {
  const { JSDOM } = await import('jsdom');
  const dom = new JSDOM(await readFile(join(dist, 'shell.html'), 'utf8'), { url: `${site}/` });
  const { document, location, navigator, sessionStorage } = dom.window;
  const globals = { window: dom.window, document, location, navigator, sessionStorage };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  document.getElementById('root').textContent = PLACEHOLDER;
  const seed = document.createElement('script');
  seed.type = 'application/json';
  seed.id = 'seed';
  document.body.append(seed);
  return { dom, seed };
}

async function stylesheetsOfParts() {
  const manifest = JSON.parse(await readFile(join(dist, '.vite', 'manifest.json'), 'utf8'));
  const parts = Object.values(manifest).filter((chunk) => chunk.isDynamicEntry);
  const files = new Set(parts.flatMap((chunk) => chunk.css ?? []));
  return [...files].map((file) => `<link rel="stylesheet" crossorigin href="/${file}">`).join('');
}

function documentOf(dom, html, partStyles) {
  const [preloads = ''] = html.match(PRELOADS) ?? [];
  const content = html.slice(preloads.length);
  const head = preloads + (content.includes(SUSPENDED) ? partStyles : '');
  return dom
    .serialize()
    .replace('</head>', () => `${head}</head>`)
    .replace(PLACEHOLDER, () => content);
}

async function renderAll() {
  const paths = await pagesOfSitemap();
  const { dom, seed } = await openDocument();
  const { application, forget } = await loadApplication();
  try {
    const layout = await (await fetchOk(new URL(application.layoutUrl(), api))).json();
    const partStyles = await stylesheetsOfParts();
    const files = new Map();
    const faults = [];
    const taken = paths.slice(0, Number(most));
    const until = Date.now() + Number(seconds) * 1000;
    let left = paths.length;
    for (let first = 0; first < taken.length && Date.now() < until; first += AT_ONCE) {
      const wanted = taken.slice(first, first + AT_ONCE);
      left -= wanted.length;
      const responses = await Promise.allSettled(
        wanted.map(async (path) => (await fetchOk(new URL(application.pageUrl(path), api))).json()),
      );
      for (const [index, { value: page, reason }] of responses.entries()) {
        try {
          if (reason) throw reason;
          if (page.type !== 'page') continue;
          const html = await application.render(layout, page);
          seed.textContent = application.seedOf(layout, page);
          files.set(page.path, documentOf(dom, html, partStyles));
        } catch (fault) {
          faults.push(`${wanted[index]} (${fault.message})`);
        }
      }
    }
    return { files, faults, left };
  } finally {
    await forget();
  }
}

try {
  const { files, faults, left } = await renderAll();
  for (const [path, html] of files) {
    const file = join(dist, path, 'index.html');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, html);
  }
  console.log(`${files.size} pages pre-rendered`);
  if (faults.length) console.log(`left to the browser: ${faults.join(', ')}`);
  if (left) console.log(`left to the browser: the last ${left} addresses of the sitemap`);
} catch (fault) {
  console.log(fault.cause?.code ? `${fault.message}: ${fault.cause.code}` : fault.message);
  process.exitCode = 1;
}
process.exit();
