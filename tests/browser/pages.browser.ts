import { beforeAll, expect, inject, test } from 'vitest'
import { PAGES, pathOf, type ShownThings } from '@jianwei/tools/screenshots/pages.ts'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { PHONE } from '#/support/browser/browser-bench.ts'
import { currentKernel } from '#/support/browser/kernels.ts'
import { messageKeys } from '#/support/browser/message-keys.ts'
import { raiseAlert } from '#/support/browser/raised-alert.ts'
import { untilShown } from '#/support/browser/shown-page.ts'
import { makeShownThings } from '#/support/browser/shown-things.ts'

/** Who is signed in: asked of an address that may say no. */
const EXPECTED = [/\/v1\/me\)/]

let things: ShownThings
/** What stands where a text is missing. */
const keys = messageKeys()
beforeAll(async () => {
  const [origin, token] = [inject('consoleOrigin'), inject('consoleToken')]
  things = await makeShownThings(origin, token, await raiseAlert(origin, token))
})

inEachKernel((bench, kernel) => {
  // What old kernels lack does not hang on the language.
  const languages = kernel === currentKernel() ? (['zh', 'en'] as const) : (['zh'] as const)
  test.each(PAGES)('$name shows its data, and breaks no rule of WCAG 2.2 AA', async (shown) => {
    const { role, viewport, name } = shown
    const page = await bench.open({
      path: pathOf(shown, things),
      viewport,
      ...(role === null ? {} : { role }),
      expected: EXPECTED,
    })
    for (const language of languages) {
      if (language !== 'zh') {
        await page.evaluate(`localStorage['jianwei.language'] = '${language}'`)
        await page.setViewportSize(viewport)
        await page.reload()
      }
      await untilShown(page, shown)
      expect(await page.locator('html').getAttribute('lang')).toMatch(new RegExp(`^${language}`))
      await expectNoAxeViolations(page, `${name} in ${language}`)
      const lines = (await page.locator('body').innerText()).split(/\s*[\n\t]\s*/)
      expect(lines.filter((line) => keys.has(line))).toEqual([])
      // Whoever has to scroll sideways misses what stands there.
      for (const size of [viewport, PHONE]) {
        await page.setViewportSize(size)
        const width = await page.evaluate<number>('document.documentElement.scrollWidth')
        expect(width, `${name} in ${language} is wider than ${size.width}`).toBe(size.width)
      }
    }
  })
})
