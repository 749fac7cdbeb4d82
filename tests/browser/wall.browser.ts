import { expect, inject, test } from 'vitest'
import type { Page } from 'playwright-core'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { readAs } from '#/support/browser/reported-facts.ts'

const SCREENS = [
  { name: '1920 × 1080', language: 'zh', width: 1920, height: 1080 },
  { name: '1920 × 1080 in English', language: 'en', width: 1920, height: 1080 },
  { name: '4K', language: 'zh', width: 3840, height: 2160 },
] as const

inEachKernel((bench) => {
  test.each(SCREENS)('on a wall of $name nothing scrolls or is cut off', async (screen) => {
    const { language, width, height } = screen
    const page = await bench.open({
      path: '/wall',
      role: 'supervisor',
      language,
      viewport: { width, height },
    })
    await page.locator('.wall-numbers').waitFor()
    for (const [index, view] of VIEWS.entries()) {
      await page.locator('.wall footer button').nth(index).click()
      await page.locator(`.wall-view-${view} h2`).first().waitFor()
      expect(await beyond(page), view).toEqual([])
    }
    // A wall is read from far away: on 4K all is twice as large.
    const size = await page.evaluate<string>(
      `getComputedStyle(document.querySelector('.wall')).fontSize`,
    )
    expect(size).toBe(`${width / UNITS}px`)
  })

  test('a wall says the time of its data, and the numbers that the API says', async () => {
    const page = await bench.open({
      path: '/wall',
      role: 'supervisor',
      viewport: { width: 1920, height: 1080 },
    })
    const numbers = page.locator('.wall-numbers li')
    await numbers.first().waitFor()
    // While other tests go on there may be newer data by the next look.
    await expect
      .poll(async () => {
        const said = await overview()
        const shown = await page.locator('.wall-title dd').first().textContent()
        const count = await numbers.filter({ hasText: '未办结' }).locator('strong').textContent()
        return (
          shown === minuteInChina(said.data.recorded_at) &&
          Number(count?.replaceAll(',', '')) === said.open_alerts.count
        )
      })
      .toBe(true)
    await page.getByText('最近更新').waitFor()
  })
})

/** In the order of their buttons. */
const VIEWS = ['regions', 'trend', 'domains']
/** The wall is as wide as so many of its units. */
const UNITS = 120

interface Overview {
  readonly data: { readonly recorded_at: string }
  readonly open_alerts: { readonly count: number }
}

async function overview(): Promise<Overview> {
  const [origin, token] = [inject('consoleOrigin'), inject('consoleToken')]
  const said = await readAs<Overview>(origin, token, '/v1/overview')
  if (said === undefined) throw new Error('there is no overview')
  return said
}

/** `2026-03-01 09:30`, as pages write a time. */
function minuteInChina(instant: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return format.format(new Date(instant))
}

/** What lies beyond the edges of the screen or of its own square, or beyond the page altogether. */
function beyond(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[
    ...[...document.querySelectorAll('.wall *')].filter((element) => {
      const { left, top, right, bottom, width } = element.getBoundingClientRect()
      const isWithin =
        left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1
      return width > 0 && !isWithin
    }).map((element) => element.outerHTML.slice(0, 200)),
    ...[...document.querySelectorAll('.wall-tiles li, .wall-tiles span, .wall th, .wall td')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map((element) => 'too narrow: ' + element.outerHTML.slice(0, 200)),
    ...[document.documentElement].filter(({ scrollWidth, scrollHeight }) =>
      scrollWidth > innerWidth || scrollHeight > innerHeight).map(() => 'the page scrolls'),
  ]`)
}
