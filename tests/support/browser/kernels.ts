import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'
import { chromium, selectors, type Browser } from 'playwright-core'
import { HANG_MS } from '#/support/hang.ts'

/** A browser that the console must work in. */
export interface Kernel {
  readonly name: 'Chromium 86' | 'Chromium 92' | 'current Chromium'
  /** Why it cannot be started on this machine; null where it can. */
  readonly missing: string | null
  /** Starts it without a window. The caller closes it. */
  launch(): Promise<Browser>
}

const INSTALLED = fileURLToPath(new URL('../../browser/kernels/node_modules', import.meta.url))
const CURRENT = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
// Containers and CI have no user namespaces for the sandbox; the only pages that are opened are
// ours.
const FLAGS = [
  'no-sandbox',
  'disable-sync',
  'disable-gpu',
  'disable-quic',
  'no-first-run',
  'disable-background-networking',
  'disable-component-update',
].map((flag) => `--${flag}`)

/** The console's floor, one from between, and the one of the system, oldest first. */
export const KERNELS: readonly Kernel[] = [
  packed('Chromium 86', 'chrome-aws-lambda'),
  packed('Chromium 92', '@sparticuz/chromium'),
  {
    name: 'current Chromium',
    missing: existsSync(CURRENT)
      ? null
      : `there is no ${CURRENT} (Debian's chromium, or CHROMIUM_PATH)`,
    launch: () => start(CURRENT),
  },
]

/** The system's own browser. */
export function currentKernel(): Kernel {
  return KERNELS.at(-1)!
}

/** A browser that an npm package holds compressed, made for a machine without packages. */
function packed(name: Kernel['name'], from: string): Kernel {
  const folder = join(INSTALLED, from)
  return {
    name,
    missing: existsSync(folder) ? null : `npm run browsers installs ${from}`,
    launch: async () => start(await unpacked(folder), ['--no-zygote']),
  }
}

/** The program in the package, unpacked once beside it; its version is a part of the path. */
async function unpacked(folder: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  const program = join(folder, `unpacked-${manifest.version}`, 'chromium')
  if (existsSync(program)) return program
  await mkdir(join(program, '..'), { recursive: true })
  // Whoever is ended half-way leaves no half of a program under its name.
  const partial = `${program}-${process.pid}.tmp`
  try {
    await pipeline(
      createReadStream(join(folder, 'bin/chromium.br')),
      createBrotliDecompress(),
      createWriteStream(partial, { mode: 0o755 }),
    )
    await rename(partial, program)
  } finally {
    await rm(partial, { force: true })
  }
  return program
}

async function start(executablePath: string, more: readonly string[] = []): Promise<Browser> {
  await teachVisibility()
  return chromium.launch({
    executablePath,
    timeout: HANG_MS,
    headless: true,
    args: [...FLAGS, ...more],
  })
}

/**
 * Playwright asks elements whether they are visible by `checkVisibility`, which Chromium has since
 * 105. A selector engine is the only code of ours that runs in Playwright's own world of a page;
 * the page's world goes without the method, as it does for people.
 */
function teachVisibility(): Promise<void> {
  taught ??= selectors.register(
    'teach_visibility',
    { content: VISIBILITY },
    { contentScript: true },
  )
  return taught
}

let taught: Promise<void> | undefined
const VISIBILITY = `(() => {
  Element.prototype.checkVisibility ??= function () {
    for (let element = this; element !== null; element = element.parentElement)
      if (getComputedStyle(element).display === 'none') return false
    return this.isConnected
  }
  return { query: () => null, queryAll: () => [] }
})()`
