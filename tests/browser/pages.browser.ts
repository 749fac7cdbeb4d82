import { beforeAll, expect, inject, test } from 'vitest'
import { PAGES, pathOf } from '@jianwei/tools/screenshots/pages.ts'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { currentKernel } from '#/support/browser/kernels.ts'
import { raiseAlert, type RaisedAlert } from '#/support/browser/raised-alert.ts'

/** Who is signed in and whether there is a map: asked of addresses that may say no. */
const EXPECTED = [/\/v1\/me\)/, /\/v1\/map\)/]

let newest: RaisedAlert
beforeAll(async () => {
  newest = await raiseAlert(inject('consoleOrigin'), inject('consoleToken'))
})

inEachKernel((bench, kernel) => {
  // What old kernels lack does not hang on the language.
  const languages = kernel === currentKernel() ? (['zh', 'en'] as const) : (['zh'] as const)
  test.each(PAGES)('$name shows its data, and breaks no rule of WCAG 2.2 AA', async (shown) => {
    const { role, viewport, ready, name } = shown
    for (const language of languages) {
      const page = await bench.open({
        path: pathOf(shown, newest),
        language,
        viewport,
        ...(role === null ? {} : { role }),
        expected: EXPECTED,
      })
      await page.locator(ready).first().waitFor()
      await expectNoAxeViolations(page, `${name} in ${language}`)
      // Whoever has to scroll sideways misses what stands there.
      const { scrollWidth, innerWidth } = await page.evaluate<Record<string, number>>(
        '({ scrollWidth: document.documentElement.scrollWidth, innerWidth })',
      )
      expect(scrollWidth, `${name} in ${language} is wider than the window`).toBe(innerWidth)
    }
  })
})
