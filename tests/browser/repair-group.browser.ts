import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import type { Page } from 'playwright-core'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'

/** A register whose days the mapping reads in one form only. */
function mappingText(name: string, format: string): string {
  return `mapping: ${name}
description: 一个示例登记表
source: urn:example:${name}
input: { format: csv, columns: [编号, 日期] }
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{编号}'
    subject: '91330203MA00000010'
    region: '330203'
    department: 示例区生态环境局
    occurred_at: { column: 日期, as: instant, format: [${format}] }
    reported_at: unknown
    data: { case_number: '{编号}' }
`
}

const FILE = '编号,日期\nA-1,3/7/2024\nA-2,3/8/2024\nA-3,不详\n'

inEachKernel((bench) => {
  test('a group of refused rows is repaired by its mapping, looked at before and after, and the rest dismissed', async () => {
    const name = `days-${randomUUID().slice(0, 8)}`
    await post('/v1/mappings', { text: mappingText(name, 'YYYY-MM-DD'), reason: '首次发布' })
    await sendFile(name)

    const page = await bench.open({
      path: `/sources/quarantine?source=urn:example:${name}`,
      role: 'supervisor',
    })
    await expectGroup(page, name)
    await page.locator('.groups-table').getByRole('link', { name: '日期无法识别' }).click()
    await page.getByRole('heading', { name: '拒收数据分组' }).waitFor()
    await expect.poll(() => page.locator('.cells-table tbody tr').count()).toBe(3)
    await page.locator('.wrong-cell', { hasText: '3/7/2024' }).waitFor()
    await expectNoAxeViolations(page, 'a group of refused rows')

    // The mended mapping, tried on the rows that wait.
    await page.getByRole('button', { name: '查看并修改映射' }).click()
    const editor = page.locator('.repair-editor .cm-content')
    await editor.click()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText(mappingText(name, 'YYYY-MM-DD, M/D/YYYY'))
    await page.getByRole('button', { name: '预览重送结果' }).click()
    const preview = page.locator('.preview')
    await preview.getByText('已接收 2 条').waitFor()
    await preview.getByText('仍被拒收 1 条').waitFor()
    await expectNoAxeViolations(page, 'a preview of sending again')

    // Published, and sent again by what is published.
    await page.getByRole('button', { name: '发布为新版本' }).click()
    await page.getByText('请填写理由').waitFor()
    await page.getByLabel('理由').fill('日期另有写法')
    await page.getByRole('button', { name: '发布为新版本' }).click()
    await page.getByText('已发布为新版本').waitFor()
    await page.getByRole('button', { name: '重送全组', exact: true }).click()
    const orders = page.locator('.orders')
    await orders.getByText('已完成').waitFor()
    await orders.getByText('已接收 2 条').waitFor()
    await orders.getByText('仍被拒收 1 条').waitFor()
    await expect.poll(() => page.locator('.cells-table tbody tr').count()).toBe(1)
    await page.getByText('已重新接收 2').click()
    await expect.poll(() => page.locator('.cells-table tbody tr').count()).toBe(2)

    // What cannot be mended is dismissed, and that is taken back.
    await page.getByRole('button', { name: '全组免予处理' }).click()
    await page.getByText('该组没有待处理的数据').waitFor()
    await orders.getByText('免予处理 1 条').waitFor()
    await expectNoAxeViolations(page, 'a group that has ended')
    await page.getByRole('button', { name: '撤回，恢复为待处理' }).click()
    await orders.getByText('恢复 1 条').waitFor()
    await page.getByRole('button', { name: '重送全组', exact: true }).waitFor()
  })
})

async function expectGroup(page: Page, name: string): Promise<void> {
  const row = page.locator('.groups-table tbody tr')
  await expect.poll(() => row.count()).toBe(1)
  await row.getByText(name).first().waitFor()
  await expectNoAxeViolations(page, 'groups of refused input')
}

/** As a department sends a file in, until it has been read. */
async function sendFile(mapping: string): Promise<void> {
  const query = new URLSearchParams({ mapping, file_name: `${mapping}.csv` })
  const { import_id } = await post(`/v1/imports?${query.toString()}`, FILE)
  await expect
    .poll(async () => (await ask(`/v1/imports/${String(import_id)}`))['ended_at'])
    .not.toBeNull()
}

async function post(path: string, body: object | string): Promise<Record<string, unknown>> {
  const isFile = typeof body === 'string'
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': isFile ? 'text/csv' : 'application/json' },
    body: isFile ? body : JSON.stringify(body),
  })
}

async function ask(
  path: string,
  { headers, ...init }: { method?: string; headers?: object; body?: string } = {},
): Promise<Record<string, unknown>> {
  const authorization = `Bearer ${inject('consoleToken')}`
  const answer = await fetch(`${inject('consoleOrigin')}${path}`, {
    ...init,
    headers: { authorization, ...headers },
  })
  expect(answer.ok, path).toBe(true)
  return (await answer.json()) as Record<string, unknown>
}
