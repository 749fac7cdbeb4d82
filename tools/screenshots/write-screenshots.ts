/**
 * `npm run screenshots`: pictures of the pages (tools/screenshots/pages.ts) in both languages, from
 * the program with its example data. A page that never shows its data ends the command with what
 * it was waiting for.
 */
import { mkdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { startConsoleServer } from '@jianwei/tests/support/browser/console-server.ts'
import { chosenLanguage } from '@jianwei/tests/support/browser/chosen-language.ts'
import { demonstrationSession } from '@jianwei/tests/support/browser/demonstration-session.ts'
import { currentKernel } from '@jianwei/tests/support/browser/kernels.ts'
import { newestAlert } from '@jianwei/tests/support/browser/raised-alert.ts'
import { untilShown } from '@jianwei/tests/support/browser/shown-page.ts'
import { makeShownThings } from '@jianwei/tests/support/browser/shown-things.ts'
import { HANG_MS } from '@jianwei/tests/support/hang.ts'
import { readCommandLine } from '#/command-line.ts'
import { PAGES, pathOf, type ConsolePage } from '#/screenshots/pages.ts'

const LANGUAGES = ['zh', 'en'] as const

const { options } = readCommandLine({
  call: 'npm run screenshots --',
  does: 'Writes a picture of each page in both languages, from the program with its example data.',
  options: {
    folder: [
      'where the pictures go',
      fileURLToPath(new URL('../../data/screenshots', import.meta.url)),
    ],
    only: ['names of pages, with commas between; all where there is none', ''],
  },
})
const wanted = new Set(options.only.split(',').filter((name) => name !== ''))
const unknown = [...wanted].filter((name) => PAGES.every((page) => page.name !== name))
if (unknown.length > 0) throw new Error(`no page is called ${unknown.join(', ')}`)

await mkdir(options.folder, { recursive: true })
await using server = await startConsoleServer()
const things = await makeShownThings(
  server.origin,
  server.token,
  await newestAlert(server.origin, server.token),
)
const browser = await currentKernel().launch()
try {
  for (const page of PAGES) {
    if (wanted.size === 0 || wanted.has(page.name)) await writePictures(browser, page)
  }
} finally {
  await browser.close()
}

async function writePictures(browser: Browser, page: ConsolePage): Promise<void> {
  for (const language of LANGUAGES) {
    const context = await browser.newContext({ viewport: page.viewport })
    context.setDefaultTimeout(HANG_MS)
    if (page.role !== null)
      await context.addCookies([await demonstrationSession(server.origin, page.role)])
    await context.addInitScript(chosenLanguage(language))
    const opened = await context.newPage()
    await opened.goto(`${server.origin}${pathOf(page, things)}`)
    await untilShown(opened, page)
    // The charts of a backtest stand far below its form.
    await opened.locator(page.ready).first().scrollIntoViewIfNeeded()
    const file = join(options.folder, `${page.name}.${language}.png`)
    await opened.screenshot({ path: file, animations: 'disabled' })
    console.log(relative(process.cwd(), file))
    await context.close()
  }
}
