/**
 * What the console is like to wait for, in each installed browser, with the program and its example
 * data on the same machine: bytes of the first load, time from a cold start of the page to its
 * first rows, and tasks that held the page up while ten thousand rows are scrolled through. Run:
 * `npm run bench:console [-- --rows N --times N --only NAME]`.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '16'
import { loadavg } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { consoleAsBuilt } from '@jianwei/services/console/console-files.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { bundleSizes } from '#/bench/console/bundle-sizes.ts'
import { raiseAlerts } from '#/bench/console/more-alerts.ts'
import { startConsoleServer } from '#/support/browser/console-server.ts'
import { demonstrationSession } from '#/support/browser/demonstration-session.ts'
import { KERNELS } from '#/support/browser/kernels.ts'
import { eventually, HANG_MS } from '#/support/hang.ts'

const { options } = readCommandLine({
  call: 'npm run bench:console --',
  does: 'Measures the bytes, the first view and the scrolling of the console.',
  options: {
    rows: ['how many alerts the list has', '10000'],
    times: ['how often the page is opened', '10'],
    only: ['one browser, by a part of its name', ''],
  },
})
const rows = Number(options.rows)
const times = Number(options.times)
const LIST = '/desk'
const FIRST_ROW = '[role="grid"] [data-index]'
const WHEEL_PX = 1_200
const LONG_TASK_MS = 50
/** Runs in the page, before anything of it. */
const WATCH = `
window.__longTasks = []
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries())
    if (duration > ${LONG_TASK_MS}) window.__longTasks.push(duration)
}).observe({ entryTypes: ['longtask'] })
const look = () => {
  if (document.querySelector('${FIRST_ROW}') === null) requestAnimationFrame(look)
  else window.__firstRowAt = performance.now()
}
requestAnimationFrame(look)
`

await using server = await startConsoleServer()
const { initial, later } = await bundleSizes(consoleAsBuilt().folder)
const kB = (files: readonly { readonly gzip_bytes: number }[]): string =>
  (files.reduce((sum, { gzip_bytes }) => sum + gzip_bytes, 0) / 1_000).toFixed(0)
console.log(`first load: ${kB(initial)} kB gzip in ${initial.length} files; later, page by page:`)
for (const file of later.toSorted((a, b) => b.gzip_bytes - a.gzip_bytes))
  console.log(`  ${kB([file]).padStart(4)} kB ${file.file}`)

const listed = await raiseAlerts(server, rows)
console.log(`${listed} open alerts; load of the machine ${loadavg()[0]?.toFixed(1)}`)
console.log('| browser | first rows, median | slowest | scrolled | tasks over 50 ms | longest |')
console.log('| --- | ---: | ---: | ---: | ---: | ---: |')
for (const kernel of KERNELS) {
  if (!kernel.name.includes(options.only)) continue
  if (kernel.missing !== null) {
    console.log(`| ${kernel.name} | left out: ${kernel.missing} | | | | |`)
    continue
  }
  const browser = await kernel.launch()
  try {
    const views: number[] = []
    for (let n = 0; n < times; n += 1) views.push(await firstView(browser))
    views.sort((a, b) => a - b)
    const { seen, tasks } = await scroll(browser)
    const columns = [
      kernel.name,
      `${views[Math.floor(views.length / 2)]?.toFixed(0)} ms`,
      `${views.at(-1)?.toFixed(0)} ms`,
      `${seen} rows`,
      tasks.length,
      `${Math.max(0, ...tasks).toFixed(0)} ms`,
    ]
    console.log(`| ${columns.join(' | ')} |`)
  } finally {
    await browser.close()
  }
}

/** Milliseconds from the navigation to the first row, with nothing in the browser's cache. */
async function firstView(browser: Browser): Promise<number> {
  const page = await openedPage(browser)
  // Polled from outside: the page's policy lets nobody evaluate text again and again.
  const at = await eventually(
    async () => (await page.evaluate<number | undefined>('window.__firstRowAt')) ?? undefined,
    () => 'no row',
  )
  await page.context().close()
  return at
}

/** Turns the wheel to the end of the list. Milliseconds of each task that was too long. */
async function scroll(
  browser: Browser,
): Promise<{ readonly seen: number; readonly tasks: readonly number[] }> {
  const page = await openedPage(browser)
  await page.locator(FIRST_ROW).first().waitFor()
  await page.locator('[role="grid"]').hover()
  await page.evaluate('window.__longTasks.length = 0')
  let seen = 0
  for (let idle = 0; idle < 50;) {
    await page.mouse.wheel(0, WHEEL_PX)
    const last = await page.evaluate<number>(
      `Math.max(...[...document.querySelectorAll('${FIRST_ROW}')].map((r) => +r.dataset.index))`,
    )
    idle = last + 1 > seen ? 0 : idle + 1
    seen = Math.max(seen, last + 1)
    if (seen >= listed) break
  }
  const tasks = await page.evaluate<number[]>('window.__longTasks')
  await page.context().close()
  return { seen, tasks }
}

async function openedPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  context.setDefaultTimeout(HANG_MS)
  await context.addCookies([await demonstrationSession(server.origin, 'regulator')])
  await context.addInitScript(WATCH)
  const page = await context.newPage()
  await page.goto(`${server.origin}${LIST}`, { waitUntil: 'commit' })
  return page
}
