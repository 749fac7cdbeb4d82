import { expect, inject, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { raiseAlert } from '#/support/browser/raised-alert.ts'

inEachKernel((bench) => {
  test('without a mouse a regulator signs in, works on an alert and closes it', async () => {
    const { subject_id } = await raiseAlert(inject('consoleOrigin'), inject('consoleToken'))
    const page = await bench.open({ path: '/', expected: [/\/v1\/me\)/] })
    await page.getByRole('button', { name: '监管人员' }).waitFor()
    await tabTo(page, '监管人员')
    await page.keyboard.press('Enter')
    const row = page.locator('[role="grid"] [data-index="0"]')
    await row.getByText(subject_id).waitFor()
    await page.keyboard.press('s')
    await row.getByText('已签收').waitFor()
    await page.keyboard.press('Enter')
    const alert = page.getByRole('article')
    await stands(page, '已签收')

    await page.keyboard.press('v')
    await alert.getByRole('form', { name: '核查' }).waitFor()
    await choose(page, '属实')
    await fill(page, '理由', '现场核实')
    await tabTo(page, '核查')
    await page.keyboard.press('Enter')
    await stands(page, '已核查')

    await page.keyboard.press('c')
    await alert.getByRole('form', { name: '办结' }).waitFor()
    await choose(page, '属实但无风险')
    await fill(page, '理由', '核实后无风险')
    await tabTo(page, '办结')
    await page.keyboard.press('Enter')
    await stands(page, '已办结')
  })
})

const TABS_MAX = 80

/** Tabs on until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    const focused = await page.evaluate<string>(NAME_OF_FOCUSED)
    if (focused === name) return
    await page.keyboard.press('Tab')
  }
  expect.fail(`the tab key does not come to ${name}`)
}

/** Of a group of choices the tab key comes to one, and arrows lead to the others. */
async function choose(page: Page, name: string): Promise<void> {
  const radios = page.getByRole('article').getByRole('radio', { disabled: false })
  await tabTo(page, await nameOf(radios.first()))
  await page.keyboard.press('Space')
  for (let left = await radios.count(); left > 0; left -= 1) {
    if ((await page.evaluate<string>(NAME_OF_FOCUSED)) === name) return
    await page.keyboard.press('ArrowDown')
  }
  expect.fail(`arrows do not come to ${name}`)
}

async function nameOf(radio: Locator): Promise<string> {
  return ((await radio.locator('xpath=ancestor::label').textContent()) ?? '').trim()
}

async function fill(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label)
  await page.keyboard.insertText(text)
}

/** Of a field its label, of all else its own text, without what says a key. */
const NAME_OF_FOCUSED = `(() => {
  const { activeElement: focused } = document
  const label = focused.labels?.[0] ?? focused
  return (label.innerText ?? '').replace(/\\s*[A-Z]$/, '').replace(/（.*$/, '').trim()
})()`

function stands(page: Page, state: string): Promise<void> {
  return page.getByRole('article').locator('.alert-state').getByText(state).waitFor()
}
