import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { eventually } from '#/support/hang.ts'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { newSubject, readAs, reportFacts } from '#/support/browser/reported-facts.ts'

inEachKernel((bench) => {
  test('a regulator sees that two sources contradict each other, and sends it back to one', async () => {
    const [origin, token] = [inject('consoleOrigin'), inject('consoleToken')]
    const subject = newSubject()
    const mark = randomUUID().slice(0, 8)
    const [market, fire] = [`urn:example:market-${mark}`, `urn:example:fire-${mark}`]
    await reportFacts(origin, token, [
      register(market, subject, '2026-01-02T00:00:00Z', '示例市甲路1号'),
      register(fire, subject, '2026-01-01T00:00:00Z', '示例市乙路2号'),
    ])
    await eventually(
      async () => {
        const address = `/v1/attribute-conflicts?subject_id=${subject}`
        const found = await readAs<{ readonly items: readonly unknown[] }>(origin, token, address)
        return found?.items.length === 1 ? true : undefined
      },
      () => 'the conflict is not found',
    )

    const page = await bench.open({ path: `/subjects/${subject}`, role: 'supervisor' })
    const identity = page.locator('section', { hasText: '来源：' }).first()
    await identity.getByText(`来源：${market}`).first().waitFor()
    await expectNoAxeViolations(page, 'a subject of whom a source says otherwise')
    await page.getByRole('link', { name: /另有 1 个来源所述不一致/ }).click()

    await page.getByRole('heading', { name: '来源间冲突' }).waitFor()
    const row = page.locator('.conflict')
    await row.getByText('示例市甲路1号').waitFor()
    await row.getByText('示例市乙路2号').waitFor()
    await row.getByText('未退回').waitFor()
    await row.getByRole('button', { name: '退回核实' }).click()
    await row.getByRole('button', { name: '退回', exact: true }).click()
    await row.getByText('请填写核实要求').waitFor()
    await row.getByLabel('核实要求').fill('请核实登记地址')
    expect(await row.getByRole('radio', { checked: true }).count()).toBe(1)
    await expectNoAxeViolations(page, 'a conflict that is sent back')
    await row.getByRole('button', { name: '退回', exact: true }).click()
    // Without a reload, as soon as the list has followed.
    await row.getByText('请核实登记地址').waitFor()
    await row.getByText('已退回').waitFor()
    await page.getByRole('link', { name: '已退回 1' }).waitFor()

    await row.getByRole('link', { name: fire }).first().click()
    await page.getByRole('link', { name: '1 项与其他来源不一致的事实' }).click()
    await row.getByText('示例市乙路2号').first().waitFor()
  })
})

function register(source: string, subject: string, time: string, address: string) {
  return {
    source,
    type: 'SubjectRegistered',
    subject,
    time,
    data: { name: '示例面包坊', subject_type: 'enterprise', address_registered: address },
  }
}
