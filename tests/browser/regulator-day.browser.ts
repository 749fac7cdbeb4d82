import { expect, inject, test } from 'vitest'
import type { Locator, Route } from 'playwright-core'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { answerOf } from '#/support/browser/observation.ts'
import { raiseAlert } from '#/support/browser/raised-alert.ts'

const raise = () => raiseAlert(inject('consoleOrigin'), inject('consoleToken'))

inEachKernel((bench) => {
  test('a regulator sees an alert come, and takes it from the signature to its closing', async () => {
    const page = await bench.open({ path: '/desk', role: 'regulator' })
    await page.getByRole('status').getByText('实时').waitFor()
    await page.locator('[role="grid"] [data-index="0"]').waitFor()
    const { subject_id } = await raise()
    await page.getByRole('button', { name: /条新预警/ }).click()
    await page.getByRole('row').filter({ hasText: subject_id }).click()

    const alert = page.getByRole('article')
    await alert.getByText('待签收').first().waitFor()
    await expectNoAxeViolations(page, 'an alert that came')
    await press(alert, '签收')
    await stands(alert, '已签收')
    await fillStep(alert, '核查', { choose: '属实', 理由: '现场核实，情况属实' })
    await stands(alert, '已核查')
    await fillStep(alert, '处置', { 处置措施: '责令限期改正', 理由: '依法处置' })
    await stands(alert, '已处置')
    await fillStep(alert, '反馈', { 反馈内容: '已改正，复查合格' })
    await stands(alert, '已反馈')
    await fillStep(alert, '办结', { choose: '属实已处置', 理由: '处置完毕' })
    await stands(alert, '已办结')
    for (const written of ['现场核实，情况属实', '责令限期改正', '已改正，复查合格', '处置完毕'])
      await alert.getByText(written).first().waitFor()
    await expectNoAxeViolations(page, 'an alert that is closed')
  })

  test('who was slower sees what the other did, and keeps what was typed', async () => {
    const { alert_id } = await raise()
    const path = `/alerts/${alert_id}`
    const [slow, fast] = [
      await bench.open({
        path,
        role: 'regulator',
        expected: [answerOf(409, '/v1/alerts/*/verify')],
      }),
      await bench.open({ path, role: 'supervisor' }),
    ]
    for (const page of [slow, fast]) await page.getByRole('status').getByText('实时').waitFor()
    const [mine, theirs] = [slow.getByRole('article'), fast.getByRole('article')]
    await press(mine, '签收')
    await stands(mine, '已签收')
    await stands(theirs, '已签收')
    // While the first answer is on its way, the other's step is taken.
    const takeOther = async (route: Route): Promise<void> => {
      await fillStep(theirs, '升级', { 理由: '多人投诉' })
      await theirs.getByText('橙色').first().waitFor()
      await route.continue()
    }
    await slow.route('**/verify', takeOther, { times: 1 })
    await fillStep(mine, '核查', { choose: '属实', 理由: '现场核实' })
    const form = mine.getByRole('form', { name: '核查' })
    await form.getByText('他人办理了本单').waitFor()
    await form.getByText('多人投诉').waitFor()
    expect(await form.getByLabel('理由').inputValue()).toBe('现场核实')
    await form.getByRole('button', { name: '仍要核查' }).click()
    await stands(mine, '已核查')
    await stands(theirs, '已核查')
  })
})

/** The button of a step; some say their key too. */
async function press(alert: Locator, step: string): Promise<void> {
  await alert.getByRole('button', { name: new RegExp(`^${step}( ?[A-Z])?$`) }).click()
}

/** Opens the form of a step, fills its fields by their labels, and sends it. */
async function fillStep(
  alert: Locator,
  step: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  await press(alert, step)
  const form = alert.getByRole('form', { name: step })
  for (const [label, value] of Object.entries(fields)) {
    if (label === 'choose') await form.getByRole('radio', { name: value, exact: true }).check()
    else await form.getByLabel(label).fill(value)
  }
  await form.getByRole('button', { name: step, exact: true }).click()
}

function stands(alert: Locator, state: string): Promise<void> {
  return alert.locator('.alert-state').getByText(state).waitFor()
}
