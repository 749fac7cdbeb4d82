import { expect, inject, test } from 'vitest'
import type { Page } from 'playwright-core'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { draftRule } from '#/support/browser/drafted-rule.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { answerOf } from '#/support/browser/observation.ts'
import { readAs } from '#/support/browser/reported-facts.ts'

inEachKernel((bench) => {
  test('a rule is tried, proposed by one person, published by another, and retired', async () => {
    const { rule_id, alerts } = await draftRule(inject('consoleOrigin'), inject('consoleToken'))
    const path = `/rules/${rule_id}`

    const analyst = await bench.open({ path, role: 'analyst' })
    await analyst.getByRole('button', { name: '转入试运行' }).waitFor()
    expect(await analyst.getByRole('button', { name: '发布', exact: true }).count()).toBe(0)
    await takeStep(analyst, '转入试运行', '确认试运行')
    await analyst.getByText('已办理，现为“试运行”').waitFor()

    const proposer = await bench.open({ path, role: 'supervisor' })
    await proposer.getByRole('button', { name: '发布', exact: true }).click()
    const preview = proposer.locator('form.rules-step').getByRole('status')
    await preview.getByText(`发布后立即生成 ${alerts} 份预警单`).waitFor()
    await preview.getByText('超过上限：提交后为提请发布，须另一人复核发布。').waitFor()
    await expectNoAxeViolations(proposer, 'what a publication would raise')
    await giveReason(proposer, '确认发布')
    await proposer.getByText('已提请发布，尚待另一人复核发布').waitFor()
    expect(await alertsOf(rule_id)).toBe(0)

    // Another person, by the token of whoever sits at the machine.
    const approver = await bench.open({ path, expected: [answerOf(401, '/v1/me')] })
    await approver.getByLabel('本机令牌').fill(inject('consoleToken'))
    const byToken = approver.locator('form').filter({ has: approver.getByLabel('本机令牌') })
    await byToken.getByRole('button').last().click()
    await approver.getByText('当前用户：本机管理员').waitFor()
    await approver.getByRole('button', { name: '发布', exact: true }).click()
    await approver.getByText('演示（督办领导） 已提请发布。').waitFor()
    await giveReason(approver, '确认发布')
    await approver.getByText('已办理，现为“已发布”').waitFor()
    await expect.poll(() => alertsOf(rule_id)).toBe(alerts)

    await takeStep(approver, '停用', '确认停用')
    await approver.getByText('已办理，现为“已停用”').waitFor()
    const life = approver.locator('section', { hasText: '沿革' })
    for (const step of ['起草', '试运行', '提请发布', '发布', '停用'])
      await life.getByText(step, { exact: true }).first().waitFor()
    await expectNoAxeViolations(approver, 'a rule that was retired')
  })
})

/** Opens the form of a step and takes it, with a reason. */
async function takeStep(page: Page, open: string, take: string): Promise<void> {
  await page.getByRole('button', { name: open, exact: true }).click()
  await giveReason(page, take)
}

async function giveReason(page: Page, take: string): Promise<void> {
  await page.getByLabel('理由（必填，入库留痕）').fill('经复核，可以')
  await page.getByRole('button', { name: take, exact: true }).click()
}

async function alertsOf(rule_id: string): Promise<number> {
  const list = await readAs<{ readonly items: readonly unknown[] }>(
    inject('consoleOrigin'),
    inject('consoleToken'),
    `/v1/alerts?rule_id=${rule_id}&limit=50`,
  )
  return list?.items.length ?? 0
}
