import { expect, test } from 'vitest'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { PHONE } from '#/support/browser/browser-bench.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { HANG_MS } from '#/support/hang.ts'

inEachKernel((bench) => {
  test('anybody complains in large type, and follows the matter by the receipt', async () => {
    const page = await bench.open({
      path: '/public',
      viewport: PHONE,
      // It is not there yet when it is asked for at once.
      expected: [/\/v1\/public\/receipts\)/],
    })
    const size = () =>
      page.evaluate<string>('getComputedStyle(document.querySelector("h1")).fontSize')
    await page.getByRole('button', { name: '大字版' }).waitFor()
    const usual = await size()
    await page.getByRole('button', { name: '大字版' }).click()
    await expect
      .poll(async () => Number.parseFloat(await size()))
      .toBeGreaterThan(Number.parseFloat(usual))
    await page.getByRole('navigation').getByRole('link', { name: '我要投诉' }).click()
    await page.getByRole('heading', { name: '我要投诉' }).waitFor()
    await page.getByRole('button', { name: '标准版' }).waitFor()

    // What is missing is said, and what was typed stays.
    await page.getByLabel('被投诉单位名称').fill('示例面包坊')
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await page.getByText('有 4 项没有填写').waitFor()
    await expectNoAxeViolations(page, 'a complaint that lacks something, in large type')
    expect(await page.getByLabel('被投诉单位名称').inputValue()).toBe('示例面包坊')
    await page.getByLabel('标题').fill('购买的面包变质')
    await page.getByLabel('具体情况').fill('当日购买，当日发现变质。')
    await page.getByLabel('姓名').fill('某某')
    await page.getByLabel('电话').fill('010-12345678')
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await page.getByRole('heading', { name: '投诉已收到' }).waitFor()
    const number = page.locator('.public-receipt-number')
    const receipt = (await number.textContent()) ?? ''
    expect(receipt.replaceAll('-', '')).toMatch(/^[0-9A-Z]{32}$/)
    await expectNoAxeViolations(page, 'a receipt, in large type')

    await page.getByRole('link', { name: '查询进度' }).last().click()
    await page.getByRole('textbox', { name: '回执号' }).fill(receipt.toLowerCase())
    const ask = async (): Promise<number> => {
      await page.getByRole('button', { name: '查询', exact: true }).click()
      await page.locator('[role="alert"], .public-progress').first().waitFor()
      return page.getByText('已转有关部门，正在等待受理决定。').count()
    }
    // A few seconds later it is there; who asks too often is told to wait.
    await expect.poll(ask, { interval: 1_000, timeout: HANG_MS }).toBe(1)
    await expectNoAxeViolations(page, 'the progress of a matter, in large type')
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    expect(width).toBe(PHONE.width)
  })
})
