import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { newSubject } from '#/support/browser/reported-facts.ts'

const HEADER = '编号,企业,处罚日期,罚款,备注'

inEachKernel((bench) => {
  test('a department brings in a file by a mapping that it makes on the page', async () => {
    const name = `fines-${randomUUID().slice(0, 8)}`
    const subject = newSubject()
    const file = Buffer.from(
      `${HEADER}\n1,${subject},2026-03-07,5万元,首次\n2,${subject},2026年3月8日,"3,000元",\n` +
        `3,${subject},昨天,100元,\n`,
    )
    const page = await bench.open({ path: '/imports', role: 'department' })
    await page.getByRole('link', { name: '导入文件', exact: true }).click()
    await page.locator('.upload-place').waitFor()
    await expectNoAxeViolations(page, 'where a file is chosen')
    await page.setInputFiles('.upload-place input', {
      name: `${name}.csv`,
      mimeType: 'text/csv',
      buffer: file,
    })

    // The mapping that was proposed can be changed as text; the table follows it.
    await page.getByLabel('数据类型').selectOption({ label: '行政处罚决定' })
    await page.getByRole('button', { name: '拟出映射' }).click()
    await page.getByText('映射文本（YAML）').click()
    const editor = page.locator('.yaml-editor .cm-content')
    await editor.click()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText(mappingOf(name))
    await page
      .getByText('映射已修改')
      .or(page.getByRole('button', { name: '试读' }))
      .first()
      .waitFor()
    // What is required and in no column is the same for every row.
    await page.getByText('还缺：处罚种类').waitFor()
    await page.getByLabel('每行都是同一处罚种类').fill('02')
    await page.getByRole('button', { name: '填入' }).click()
    await page.getByText('还缺：处罚种类').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /试读/ }).click()

    // Two rows give an event; the third is refused, for its date.
    await page.getByText('3 条记录，可得 2 条数据，拒收 1 条').waitFor()
    const problems = page.locator('.problems-table')
    await problems.getByText('处罚日期').first().waitFor()
    await problems.getByText('昨天').waitFor()
    await page.locator('.preview-record').getByText('行政处罚决定').first().waitFor()

    // Nothing is held of the register yet, so that all of it is new.
    await page.getByText('现有 0 条事实').waitFor()
    await page.getByText('新增 2 条').waitFor()

    // A column is read into a field by the table, and the text says so.
    const amounts = page.getByLabel('“罚款”列读作', { exact: true })
    await amounts.selectOption({ label: '罚款金额' })
    await expect.poll(() => editor.textContent()).toContain('fine_cents')
    await page.getByText('映射已修改，以下是修改前的结果。').waitFor()
    const confirm = page.getByRole('button', { name: '确认导入' })
    await page.getByLabel('发布映射的理由').fill('首次导入')
    expect(await confirm.isDisabled()).toBe(true)
    await page.getByRole('button', { name: '重新试读' }).click()
    await page.locator('.preview-record').getByText('5000000').first().waitFor()
    await expectNoAxeViolations(page, 'a mapping that was tried')

    // A reload loses neither the file nor what was changed.
    await page.reload()
    await page.getByText(`${name}.csv`).waitFor()
    await page.locator('.column-use').getByText('罚款金额', { exact: true }).waitFor()
    await page.getByRole('button', { name: '试读', exact: true }).click()
    await page.getByText('3 条记录，可得 2 条数据，拒收 1 条').waitFor()
    await page.getByLabel('发布映射的理由').fill('首次导入')
    await page.getByRole('button', { name: '确认导入' }).click()

    await page.getByRole('heading', { name: `${name}.csv` }).waitFor()
    await page.getByText('已完成', { exact: true }).waitFor()
    const accepted = page.getByText('接收', { exact: true }).locator('xpath=following-sibling::dd')
    expect(await accepted.textContent()).toBe('2')
    await page.getByRole('link', { name: '查看拒收记录' }).waitFor()
    await expectNoAxeViolations(page, 'an import that has ended')
    await page.getByRole('link', { name: /返回导入列表/ }).click()
    await page.getByRole('link', { name: `${name}.csv` }).waitFor()
    await expectNoAxeViolations(page, 'the list of imports')
  })
})

function mappingOf(name: string): string {
  return [
    `mapping: ${name}`,
    'description: Fines of a bureau, a row each.',
    `source: urn:example:${name}`,
    'input: { format: csv, columns: [编号, 企业, 处罚日期] }',
    'release: whole',
    'time_zone: Asia/Shanghai',
    'events:',
    '- type: PenaltyDecided',
    "  id: '{编号}'",
    "  subject: '{企业}'",
    '  region: "330203"',
    '  occurred_at: { column: 处罚日期, as: instant, format: [YYYY-MM-DD, YYYY年M月D日] }',
    '  reported_at: unknown',
    '  data:',
    '    case_number: "{编号}"',
    '',
  ].join('\n')
}
