import { expect, test } from 'vitest'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { answerOf } from '#/support/browser/observation.ts'

inEachKernel((bench) => {
  test('who signs in by a role for a demonstration comes to the page that was asked for', async () => {
    const page = await bench.open({ path: '/desk', expected: [answerOf(401, '/v1/me')] })
    await page.getByRole('button', { name: '监管人员' }).waitFor()
    await expectNoAxeViolations(page, 'signing in')
    await page.getByRole('button', { name: '监管人员' }).click()
    await page.getByRole('heading', { name: '工作台' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/desk')
    await page.getByRole('status').getByText('实时').waitFor()
    await expectNoAxeViolations(page, 'the desk')
  })

  test('who hears of no alerts is not told that the console waits for them', async () => {
    const asked: string[] = []
    const page = await bench.open({ path: '/subjects', role: 'department' })
    page.context().on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.reload()
    await page.getByText('当前用户：演示（部门数据管理员）').waitFor()
    await page.getByRole('heading', { name: '监管对象' }).waitFor()
    expect(await page.getByRole('status').getByText(/连接/).count()).toBe(0)
    expect(asked).toContain('/v1/me')
    expect(asked).not.toContain('/v1/alerts/stream')
  })

  test('the language is chosen, and is still that after a reload', async () => {
    const page = await bench.open({ path: '/', role: 'regulator' })
    await page.getByRole('heading', { name: '工作台' }).waitFor()
    await page.getByLabel('语言').selectOption('en')
    await page.getByRole('heading', { name: 'Desk' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Desk' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en-GB')
  })
})
