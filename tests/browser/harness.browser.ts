import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { PHONE } from '#/support/browser/browser-bench.ts'
import { recordFailure } from '#/support/browser/failure-record.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { NO_FAULTS, Observation } from '#/support/browser/observation.ts'
import { serveSmallPage, type SmallPage } from '#/support/browser/small-page.ts'

/*
 * What drives and watches pages, tried on a small page in each browser: were it blind in one, every
 * test in that would pass.
 */

let small: SmallPage
beforeAll(async () => {
  small = await serveSmallPage()
})
afterAll(() => small[Symbol.asyncDispose]())

inEachKernel(
  (bench, kernel) => {
    test('is the browser that its name says', async () => {
      const page = await bench.open({ path: '/' })
      const agent = await page.evaluate<string>('navigator.userAgent')
      const version = Number(/Chrome\/(\d+)/.exec(agent)?.[1])
      const named = /\d+/.exec(kernel.name)?.[0]
      if (named === undefined) expect(version).toBeGreaterThan(92)
      else expect(version).toBe(Number(named))
    })

    test('is typed in, clicked, and driven by keys', async () => {
      const page = await bench.open({ path: '/', viewport: PHONE })
      await page.getByLabel('名称').fill('示例化工')
      await page.getByRole('button', { name: '查询' }).click()
      await page.getByText('示例化工（在线）').waitFor()
      await page.getByLabel('名称').press('Escape')
      await page.keyboard.type('abc')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByText('abc（在线）').waitFor()
      expect(await page.locator('#found li').count()).toBe(2)
      expect(await page.evaluate<number>('innerWidth')).toBe(PHONE.width)
    })

    test('loses its network and gets it back', async () => {
      const page = await bench.open({ path: '/' })
      const search = page.getByRole('button', { name: '查询' })
      await page.context().setOffline(true)
      await search.click()
      await page.context().setOffline(false)
      await search.click()
      expect(await page.locator('#found li').allTextContents()).toEqual(['（离线）', '（在线）'])
    })

    test('has a profile for each of two people', async () => {
      const [one, other] = [await bench.open({ path: '/' }), await bench.open({ path: '/' })]
      await one.context().addCookies([{ name: 'who', value: 'one', url: small.origin }])
      expect(await one.evaluate<string>('document.cookie')).toBe('who=one')
      expect(await other.evaluate<string>('document.cookie')).toBe('')
    })

    test('runs axe under the policy of the page', async () => {
      const page = await bench.open({ path: '/' })
      await expectNoAxeViolations(page, 'the small page')
      await page.evaluate(
        `document.querySelector('label').replaceWith(document.querySelector('#name'))`,
      )
      await expect(expectNoAxeViolations(page, 'without its label')).rejects.toThrow(/label/)
    })

    test('shows what a page may not do, and leaves a record of it', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'jianwei-record-'))
      const browser = await kernel.launch()
      try {
        const context = await browser.newContext()
        const observation = await Observation.of(context, small.origin)
        const page = await context.newPage()
        await page.goto(small.origin)
        expect(observation.faults()).toEqual(NO_FAULTS)
        await page.getByLabel('名称').fill('示例化工')
        await page.evaluate(
          `fetch('/?q=' + encodeURIComponent(document.querySelector('#name').value))`,
        )
        await page.evaluate(`fetch('http://127.0.0.1:1/elsewhere').catch(() => {})`)
        await page.evaluate(`document.body.append(Object.assign(new Image(), { src: '/a.png' }))`)
        await page.evaluate(`setTimeout(() => { throw new Error('uncaught') })`)
        await expect
          .poll(() => observation.faults())
          .toEqual({
            complaints: expect.arrayContaining([
              expect.stringContaining('Content Security Policy'),
              expect.stringContaining('uncaught'),
            ]),
            elsewhere: ['http://127.0.0.1:1/elsewhere'],
            typed_in_addresses: [expect.stringContaining('/?q=')],
          })
        observation.expect(/./)
        expect(observation.faults().complaints).toEqual([])
        const record = await recordFailure(
          'a test',
          [page],
          [observation.faults()],
          ['why'],
          folder,
        )
        expect((await readdir(record)).sort()).toEqual(['page-1.png', 'pages.txt'])
      } finally {
        await browser.close()
        await rm(folder, { recursive: true })
      }
    })
  },
  () => small.origin,
)
