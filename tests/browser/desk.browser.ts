import { expect, inject, test } from 'vitest'
import type { Page } from 'playwright-core'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { PHONE } from '#/support/browser/browser-bench.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { answerOf } from '#/support/browser/observation.ts'
import { raiseAlert } from '#/support/browser/raised-alert.ts'

const raise = () => raiseAlert(inject('consoleOrigin'), inject('consoleToken'))

inEachKernel((bench) => {
  test('a new alert waits behind a bar, and no row moves until it is let in', async () => {
    const page = await bench.open({ path: '/desk', role: 'regulator' })
    await untilLive(page)
    const first = await rowAt(page, 0).locator('.row-subject').textContent()
    const { subject_id } = await raise()
    const bar = page.getByRole('button', { name: /条新预警/ })
    await bar.waitFor()
    expect(await rowAt(page, 0).locator('.row-subject').textContent()).toBe(first)
    await bar.click()
    await rowAt(page, 0).getByText(subject_id).waitFor()
    expect(await rowAt(page, 0).textContent()).toContain('未查阅')
  })

  test('keys alone lead from the list to a signature, and back by undoing it', async () => {
    const { subject_id } = await raise()
    const page = await bench.open({ path: '/desk', role: 'regulator' })
    await rowAt(page, 0).getByText(subject_id).waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => focusedRow(page)).toBe('1')
    await page.keyboard.press('k')
    await expect.poll(() => focusedRow(page)).toBe('0')
    await page.keyboard.press('s')
    await rowAt(page, 0).getByText('已签收').waitFor()
    await page.keyboard.press('z')
    await rowAt(page, 0).getByText('待签收').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('article').getByText(subject_id).first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('article').waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('快捷键').first().waitFor()
    await expectNoAxeViolations(page, 'the sheet of keys')
  })

  test('what is searched for finds its alert, and stands in no address', async () => {
    const { subject_id } = await raise()
    const page = await bench.open({ path: '/desk', role: 'regulator' })
    await rowAt(page, 0).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type(subject_id)
    await page.keyboard.press('Enter')
    await rowAt(page, 1).waitFor({ state: 'detached' })
    await rowAt(page, 0).getByText(subject_id).waitFor()
  })

  test('a further page that fails is asked for once, is said, and is read when somebody asks', async () => {
    const page = await bench.open({
      path: '/desk',
      role: 'regulator',
      expected: [answerOf(500, '/v1/alerts')],
    })
    let asked = 0
    await page.route(/\/v1\/alerts\?.*cursor=/, (route) => {
      asked += 1
      return route.fulfill({ status: 500, json: { code: 'FAILED', title: '', status: 500 } })
    })
    await rowAt(page, 0).waitFor()
    await page.getByRole('grid').press('End')
    await page.getByRole('alert').getByText('服务器未受理').waitFor()
    for (const key of ['Home', 'End', 'Home', 'End']) await page.getByRole('grid').press(key)
    expect(asked).toBe(1)
    await page.unroute(/\/v1\/alerts\?.*cursor=/)
    await page.getByRole('button', { name: '重试' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    const toEnd = async (): Promise<string | null> => {
      await page.getByRole('grid').press('End')
      return focusedRow(page)
    }
    await expect.poll(toEnd).not.toBe('199')
  })

  test('nothing on it breaks WCAG 2.2 AA, with an alert beside the list, on a phone, in English', async () => {
    const { subject_id } = await raise()
    const page = await bench.open({ path: '/desk', role: 'regulator' })
    await rowAt(page, 0).getByText(subject_id).waitFor()
    await expectNoAxeViolations(page, 'the desk')
    await rowAt(page, 0).click()
    await page.getByRole('article').getByText(subject_id).first().waitFor()
    await expectNoAxeViolations(page, 'the desk with an alert')
    const phone = await bench.open({
      path: '/desk',
      role: 'regulator',
      viewport: PHONE,
      language: 'en',
    })
    await phone.getByRole('heading', { name: 'Desk' }).waitFor()
    await rowAt(phone, 0).getByText(subject_id).waitFor()
    await expectNoAxeViolations(phone, 'the desk on a phone')
    expect(await phone.evaluate<number>('document.documentElement.scrollWidth')).toBe(PHONE.width)
  })
})

async function untilLive(page: Page): Promise<void> {
  await page.getByRole('status').getByText('实时').waitFor()
  await rowAt(page, 0).waitFor()
}

/** A row of the list by its index from 0. */
function rowAt(page: Page, index: number) {
  return page.locator(`[role="grid"] [data-index="${index}"]`)
}

/** The index of the row that has the keyboard's focus. */
async function focusedRow(page: Page): Promise<string | null> {
  return page.locator('[role="grid"] .is-focused').getAttribute('data-index')
}
