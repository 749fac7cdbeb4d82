import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { Faults } from '#/support/browser/observation.ts'

const FOLDER =
  process.env['BROWSER_FAILURES'] ??
  fileURLToPath(new URL('../../../data/browser-failures', import.meta.url))

/**
 * Writes what the pages show (`page-1.png` …), and in `pages.txt` why the test failed, where its
 * pages are and what their consoles said, into a folder named after the test, in place of what an
 * earlier run left there. Gives the folder.
 */
export async function recordFailure(
  test: string,
  pages: readonly Page[],
  faults: readonly Faults[],
  reasons: readonly string[],
  within: string = FOLDER,
): Promise<string> {
  const folder = join(within, test.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const lines = [...reasons]
  for (const [index, page] of pages.entries()) {
    const name = `page-${index + 1}.png`
    lines.push(`${name}  ${page.url()}`)
    // The test's own failure matters more than a page that can show nothing.
    await page
      .screenshot({ path: join(folder, name) })
      .catch((error: unknown) => lines.push(`    no screenshot: ${String(error)}`))
  }
  lines.push(JSON.stringify(faults, null, 2))
  await writeFile(join(folder, 'pages.txt'), `${lines.join('\n')}\n`)
  return folder
}
