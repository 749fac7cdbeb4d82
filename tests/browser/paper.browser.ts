import { expect, inject, test } from 'vitest'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { raiseAlert } from '#/support/browser/raised-alert.ts'
import { takeAlertStep } from '#/support/browser/taken-step.ts'

/** What an A4 sheet is wide between its margins of 2 cm, in CSS pixels. */
const SHEET = { width: 643, height: 971 }

inEachKernel((bench) => {
  test('each document about an alert and the dossier of its subject are fit to print', async () => {
    const [origin, token] = [inject('consoleOrigin'), inject('consoleToken')]
    const { alert_id, subject_id } = await raiseAlert(origin, token)
    await takeAlertStep(origin, token, alert_id, 'urge', { reason: '临近时限' })
    await takeAlertStep(origin, token, alert_id, 'supervise', { reason: '多人投诉' })
    const documents = [
      { path: `/print/alerts/${alert_id}/notice`, title: '预警单', says: '预警事由' },
      { path: `/print/alerts/${alert_id}/supervision-letter`, title: '督办函', says: '多人投诉' },
      { path: `/print/alerts/${alert_id}/reminder`, title: '催办通知书', says: '临近时限' },
      { path: `/print/subjects/${subject_id}`, title: '一企一档', says: subject_id },
    ]
    for (const { path, title, says } of documents) {
      const page = await bench.open({ path, role: 'supervisor', viewport: SHEET })
      await page.getByRole('heading', { name: title, exact: true }).waitFor()
      await page.getByText(says).first().waitFor()
      await page.getByRole('button', { name: '打印', exact: true }).waitFor()
      await page.emulateMedia({ media: 'print' })
      // On paper there are no buttons, and no line is wider than the sheet.
      await page.getByRole('button', { name: '打印', exact: true }).waitFor({ state: 'hidden' })
      const width = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(width, title).toBeLessThanOrEqual(SHEET.width)
    }
  })
})
