import type { RoleName } from '@jianwei/events/access/roles.ts'

/** A page whose picture is taken in each language, and which the browser tests look at. */
export interface ConsolePage {
  /** Of the picture, without language and ending. */
  readonly name: string
  /** From the root; `{alert_id}` and `{subject_id}` are those of the newest alert. */
  readonly path: string
  /** Who looks at it; null: nobody who signed in. */
  readonly role: RoleName | null
  /** CSS pixels. */
  readonly viewport: { readonly width: number; readonly height: number }
  /** CSS selector of what is there once the page shows its data. */
  readonly ready: string
}

const LAPTOP = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const A4 = { width: 1000, height: 1414 }

const ROW = '[role="grid"] [data-index="0"]'
const ALERT = 'article .alert-state'

const regulator = { role: 'regulator', viewport: LAPTOP } as const
const analyst = { role: 'analyst', viewport: LAPTOP } as const
const anybody = { role: null, viewport: LAPTOP } as const

export const PAGES: readonly ConsolePage[] = [
  { name: 'sign-in', path: '/', ready: '.sign-in', ...anybody },
  { name: 'desk', path: '/desk', ready: ROW, ...regulator },
  { name: 'desk-phone', path: '/desk', ready: ROW, role: 'regulator', viewport: PHONE },
  { name: 'desk-with-alert', path: '/desk/{alert_id}', ready: ALERT, ...regulator },
  { name: 'alert', path: '/alerts/{alert_id}', ready: ALERT, ...regulator },
  { name: 'overview', path: '/overview', ready: '.overview-columns table', ...regulator },
  { name: 'overview-warnings', path: '/overview/warnings', ready: '.list-table', ...regulator },
  { name: 'overview-duties', path: '/overview/duties', ready: 'main h1', ...regulator },
  { name: 'subjects', path: '/subjects', ready: '.subject-find', ...analyst },
  { name: 'subject', path: '/subjects/{subject_id}', ready: '.subject-columns', ...analyst },
  { name: 'rules', path: '/rules', ready: 'main h1', ...analyst },
  { name: 'rule', path: '/rules/two-penalties-in-one-year', ready: 'main h1', ...analyst },
  {
    name: 'print-notice',
    path: '/print/alerts/{alert_id}/notice',
    ready: 'h1',
    role: 'regulator',
    viewport: A4,
  },
  {
    name: 'print-dossier',
    path: '/print/subjects/{subject_id}',
    ready: 'h1',
    role: 'regulator',
    viewport: A4,
  },
  { name: 'public', path: '/public', ready: 'h1', ...anybody },
  { name: 'public-publications', path: '/public/publications', ready: 'h1', ...anybody },
  { name: 'public-complaint', path: '/public/complaint', ready: 'form', ...anybody },
  { name: 'public-receipt', path: '/public/receipt', ready: 'form', ...anybody },
]

/** Its address on a server whose newest alert is this one. */
export function pathOf(
  { path }: ConsolePage,
  newest: { readonly alert_id: string; readonly subject_id: string },
): string {
  return path
    .replace('{alert_id}', encodeURIComponent(newest.alert_id))
    .replace('{subject_id}', encodeURIComponent(newest.subject_id))
}
