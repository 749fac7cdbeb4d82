import { expect, inject, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { reportHistory } from '#/support/browser/reported-history.ts'
import { readAs } from '#/support/browser/reported-facts.ts'

const read = async <View>(address: string): Promise<View> => {
  const view = await readAs<View>(inject('consoleOrigin'), inject('consoleToken'), address)
  if (view === undefined) throw new Error(`nothing at ${address}`)
  return view
}

inEachKernel((bench) => {
  test('an analyst sees a subject as it was known last March, and what has changed since', async () => {
    const told = await reportHistory(inject('consoleOrigin'), inject('consoleToken'))
    const path = `/subjects/${encodeURIComponent(told.subject_id)}`
    const page = await bench.open({ path, role: 'analyst' })
    const history = page.locator('.history')
    const asked = (moment: string) => read<History>(`/v1${path}/history?by=source&${moment}`)

    await shows(history, await read<History>(`/v1${path}/history?by=source`), told.all)
    await page.getByRole('radio', { name: '部门上报' }).check()
    const march = page.getByRole('button', { name: '2025 年 3月 底' })
    while ((await march.count()) === 0) await page.getByRole('button', { name: '上一年' }).click()
    await march.click()
    await page.getByRole('status').getByText('截至 2025-03-31 发生的事实').waitFor()
    await shows(
      history,
      await asked('as_of=2025-03-31&as_known_at=2025-03-31'),
      told.known_in_march,
    )
    // A licence that has ended since held then.
    await page.getByText('✓ 有效').waitFor()
    await expectNoAxeViolations(page, 'a subject as known last March')

    // What happened by then, by what is known today: typed, as the other slider stays.
    await page.getByLabel('两个时点一起移动').uncheck()
    const known = page.getByLabel('当时所知：输入日期')
    await known.fill('20251231')
    await known.press('Enter')
    await shows(history, await asked('as_of=2025-03-31&as_known_at=2025-12-31'), told.known_later)
    await expect.poll(() => address(page).get('as_known_at')).toBe('2025-12-31')
    // By the slider's own keys to its right end, which is now.
    await page.getByRole('slider', { name: '当时的事实' }).press('End')
    await shows(history, await asked('as_known_at=2025-12-31'), told.known_at_year_end)
    expect(address(page).get('as_of')).toBeNull()

    await page.getByRole('button', { name: '两日对比' }).click()
    for (const field of ['前一时点：当时的事实', '前一时点：当时所知']) {
      await page.getByLabel(field).fill('20250331')
      await page.getByLabel(field).press('Enter')
    }
    const moments = 'from_as_of=2025-03-31&from_as_known_at=2025-03-31&to_as_known_at=2025-12-31'
    const changes = await read<Changes>(`/v1${path}/changes?by=source&${moments}`)
    expect(changes.counts).toEqual(told.changes_since_march)
    const { added, corrected, retracted, left_out } = changes.counts
    await page
      .getByText(`新增 ${added}，更正 ${corrected}，撤回 ${retracted}，不再计入 ${left_out}`)
      .waitFor()
    const changed = page.locator('.changes .version-kind')
    expect((await changed.allTextContents()).toSorted()).toEqual(['撤回', '新增', '新增', '更正'])
    await expectNoAxeViolations(page, 'a comparison of two days')
  })

  test('an analyst edits a rule by form and text, and sees what it would have done', async () => {
    const path = '/rules/edit?rule=two-penalties-in-one-year'
    const page = await bench.open({ path, role: 'analyst' })
    const form = page.getByRole('form', { name: '规则表单' })
    const line = page.locator('.yaml-editor .cm-line', { hasText: /^ *at_least: / })
    const tests = page.locator('section', { hasText: '规则自测' }).getByRole('row')
    await page.getByText('文本有效，自测全部通过，可以提交草案。').waitFor()

    // What the form says stands in the text, and the rule's own tests are run again.
    await form.getByLabel('最低数量').fill('3')
    await expect.poll(() => line.textContent()).toBe('  at_least: 3')
    await page.getByText('文本有效，但有自测未通过。').waitFor()
    await tests.filter({ hasText: '✗ 未通过' }).first().waitFor()
    // And the other way round.
    await line.click()
    await page.keyboard.press('End')
    await page.keyboard.press('Backspace')
    await page.keyboard.type('2')
    await expect.poll(() => form.getByLabel('最低数量').inputValue()).toBe('2')
    await page.getByText('文本有效，自测全部通过，可以提交草案。').waitFor()
    expect(await tests.filter({ hasText: '✗ 未通过' }).count()).toBe(0)
    expect(await tests.filter({ hasText: '✓ 通过' }).count()).toBeGreaterThan(0)

    await form.getByLabel('窗口期').fill('180 days')
    await page.getByText('文本有效，自测全部通过，可以提交草案。').waitFor()
    await page.getByLabel('与已有版本对比').selectOption('2')
    await page.getByLabel('起始日期').fill('20120101')
    await page.getByLabel('截止日期').fill('20131231')
    await page.getByRole('button', { name: '开始回测' }).click()
    const found = page.locator('.rules-backtest')
    await found.getByText('已完成').waitFor()
    await found.getByRole('heading', { name: '预警明细' }).waitFor()

    const id = address(page).get('backtest') ?? ''
    const answer = await page
      .context()
      .request.get(`${inject('consoleOrigin')}/v1/backtests/${id}/result`)
    const { volume, against, outcome } = (await answer.json()) as Backtest
    // Half the time for two penalties: fewer warnings than the rule in force.
    expect(volume.warnings).toBeGreaterThan(0)
    expect(volume.warnings).toBeLessThan(against.volume.warnings)
    const shown = found.locator('.rules-numbers dd').first()
    expect(numberIn(await shown.textContent())).toBe(volume.warnings)
    const months = figure(found, '各月预警数')
    await months.getByText('数据表').click()
    expect(await columnSums(months.locator('tbody tr'))).toEqual([
      volume.warnings,
      against.volume.warnings,
    ])
    const precision = figure(found, '准确率及其 95% 置信区间')
    await precision.getByText('数据表').click()
    const said = `${(outcome.ledger.precision.value * 100).toFixed(1).replace(/\.0$/, '')}%`
    await precision.locator('tbody').getByText(said).first().waitFor()
    for (const title of ['各月预警数', '每周工作量', '准确率及其 95% 置信区间', '提前天数分布'])
      await expect.poll(() => marksOf(figure(found, title)).count()).toBeGreaterThan(1)
    await expectNoAxeViolations(page, 'a rule that was backtested')
  })
})

interface Backtest {
  readonly volume: { readonly warnings: number }
  readonly against: { readonly volume: { readonly warnings: number } }
  readonly outcome: { readonly ledger: { readonly precision: { readonly value: number } } }
}

interface History {
  readonly items: readonly { readonly data: { readonly decision_number?: string } | null }[]
}

interface Changes {
  readonly counts: Readonly<Record<'added' | 'corrected' | 'retracted' | 'left_out', number>>
}

/** The history lists what the API says, which is what was told, and nothing besides. */
async function shows(history: Locator, said: History, told: readonly string[]): Promise<void> {
  const numbers = said.items.map(({ data }) => data?.decision_number ?? '').toSorted()
  expect(numbers).toEqual(told)
  const rows = history.locator('.version')
  await expect
    .poll(async () =>
      (await rows.allTextContents())
        .map((row) => /示环.〔2025〕[^ ]*号/.exec(row)?.[0] ?? '')
        .toSorted(),
    )
    .toEqual(told)
}

function address(page: Page): URLSearchParams {
  return new URL(page.url()).searchParams
}

function figure(found: Locator, title: string): Locator {
  return found.locator('figure').filter({ hasText: title })
}

function numberIn(text: string | null): number {
  return Number((text ?? '').replaceAll(/[^\d]/g, ''))
}

/** Of every column of numbers. */
async function columnSums(rows: Locator): Promise<readonly number[]> {
  const sums: number[] = []
  for (const row of await rows.all()) {
    const cells = await row.locator('td').allTextContents()
    for (const [index, cell] of cells.entries()) sums[index] = (sums[index] ?? 0) + numberIn(cell)
  }
  return sums
}

/** What a chart has drawn of its first series; one mark of this colour is the legend's. */
function marksOf(chart: Locator): Locator {
  return chart.locator('svg path[fill="#0b4a8f"]')
}
