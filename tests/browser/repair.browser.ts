import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { newSubject } from '#/support/browser/reported-facts.ts'

/** A day that no calendar has. */
const NO_DAY = '2026-02-30T09:00:00+08:00'
const STILL_NO_DAY = '2026-02-31T09:00:00+08:00'
const A_DAY = '2026-02-28T09:00:00+08:00'

inEachKernel((bench) => {
  test('a department’s engineer finds refused input, repairs it, and sees what became of it', async () => {
    const source = `urn:example:repair-${randomUUID().slice(0, 8)}`
    const subject = newSubject()
    const sent = (time: string): string => JSON.stringify(eventOf(source, subject, time))
    await sendRefused(sent(NO_DAY))

    const page = await bench.open({
      path: '/sources',
      role: 'department',
      // The server says no to the first repair.
      expected: [/\/redrive\)/],
    })
    await page
      .getByRole('link', { name: /条待处理/ })
      .first()
      .click()
    await page.getByRole('heading', { name: '拒收数据', exact: true }).waitFor()
    await page.getByRole('link', { name: source }).click()
    const row = page.locator('.refused-list li')
    await expect.poll(() => row.count()).toBe(1)
    await expectNoAxeViolations(page, 'the list of refused input')
    await row.getByRole('link', { name: '时间无法识别' }).click()

    // Why, and that a department does not see here what may be about others.
    await page.getByRole('heading', { name: '拒收数据详情' }).waitFor()
    const reasons = page.locator('section', { hasText: '拒收原因' }).getByRole('row')
    await reasons.filter({ hasText: '时间无法识别' }).getByText('time', { exact: true }).waitFor()
    await page.getByText('请从本单位业务系统取得原始数据').waitFor()
    await expectNoAxeViolations(page, 'a refused input')

    await page.getByRole('button', { name: '修复后重送' }).click()
    const editor = page.locator('.repair-editor .cm-content')
    await editor.click()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText(sent(STILL_NO_DAY))
    await page.getByRole('button', { name: '提交修复' }).click()
    await page.getByText('请填写修复理由').waitFor()
    await page.getByLabel('修复理由').fill('日期误填')
    await page.getByRole('button', { name: '提交修复' }).click()
    const notice = page.locator('.repair').getByRole('alert').filter({ hasText: '再次拒收' })
    await notice.getByText('时间无法识别').waitFor()
    // What was typed is still there, here and in the plain field.
    expect(await editor.textContent()).toBe(sent(STILL_NO_DAY))
    expect(await page.getByLabel('修复理由').inputValue()).toBe('日期误填')
    await expectNoAxeViolations(page, 'a repair that was refused')
    await page.getByRole('button', { name: '使用普通文本框' }).click()
    const plain = page.getByLabel('修复后的完整内容')
    expect(await plain.inputValue()).toBe(sent(STILL_NO_DAY))
    await plain.fill(sent(A_DAY))
    await page.getByRole('button', { name: '提交修复' }).click()

    await page.getByText('已接收，写入 1 个事件。').waitFor()
    const became = page.locator('section', { hasText: '重新接收记录' })
    await became.getByText('已接收 1 个事件').waitFor()
    await became.getByText('再次拒收').first().waitFor()
    await expectNoAxeViolations(page, 'a refused input that was repaired')
    await page.locator('section', { hasText: '结果' }).getByRole('button').first().click()
    await page.getByRole('dialog').getByText('示环罚〔2026〕修1号').first().waitFor()

    // Who sees everything sees the original as it was sent, byte by byte, beside the repairs.
    const { pathname } = new URL(page.url())
    const whole = await bench.open({ path: pathname, role: 'supervisor' })
    await whole.locator('.code-lines').getByText(sent(NO_DAY)).waitFor()
    await whole.getByText('十六进制', { exact: true }).click()
    const bytes = await whole.locator('.hex').textContent()
    expect(bytesOf(bytes)).toBe(Buffer.from(sent(NO_DAY)).toString('hex'))
    await whole.getByText('已接收 1 个事件').waitFor()
  })
})

function eventOf(source: string, subject: string, time: string): object {
  return {
    specversion: '1.0',
    id: 'repair-1',
    source,
    type: 'PenaltyDecided',
    subject,
    time,
    region: '330203',
    department: '示例区生态环境局',
    data: { penalty_types: ['02'], decision_number: '示环罚〔2026〕修1号' },
  }
}

/** Sends an event as a department does; the server answers that it is kept, and why. */
async function sendRefused(event: string): Promise<void> {
  const answer = await fetch(`${inject('consoleOrigin')}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${inject('consoleToken')}`,
      'content-type': 'application/cloudevents+json',
    },
    body: event,
  })
  expect(JSON.stringify(await answer.json())).toContain('TIME_UNREADABLE')
}

/** Of lines such as `00000010  7b 22 73 …  {"s…`. */
function bytesOf(shown: string | null): string {
  return (shown ?? '')
    .split('\n')
    .map((line) => /^\S+ {2}((?:[0-9a-f]{2} ?)+)/.exec(line)?.[1]?.replaceAll(' ', '') ?? '')
    .join('')
}
