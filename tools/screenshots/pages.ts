import type { RoleName } from '@jianwei/events/access/roles.ts'

/** A page whose picture is taken in each language, and which the browser tests look at. */
export interface ConsolePage {
  /** Of the picture, without language and ending. */
  readonly name: string
  /** From the root; `{alert_id}` and the like stand for {@link ShownThings}. */
  readonly path: string
  /** Who looks at it; null: nobody who signed in. */
  readonly role: RoleName | null
  /** CSS pixels. */
  readonly viewport: { readonly width: number; readonly height: number }
  /** CSS selector of data of the page, or of a form where that is all of it; never of a title. */
  readonly ready: string
}

/** What pages are about that the example data alone do not have. */
export interface ShownThings {
  /** Of an alert that was urged and is supervised. */
  readonly alert_id: string
  readonly subject_id: string
  /** Of an input that was refused. */
  readonly quarantine_id: string
  /** Of the group that it is in. */
  readonly group_id: string
  /** Of the import of the example. */
  readonly import_id: string
  /** Of a backtest of an analyst that has ended. */
  readonly backtest_id: string
}

const LAPTOP = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const WALL = { width: 1920, height: 1080 }
const A4 = { width: 1000, height: 1414 }

const ROW = '[role="grid"] [data-index="0"]'
const ALERT = 'article .alert-state'
const LIST_ROW = '.list-table tbody tr'
const SOURCE = encodeURIComponent('urn:tw-epa:penalties')
const RULE = 'two-penalties-in-one-year'

const regulator = { role: 'regulator', viewport: LAPTOP } as const
const supervisor = { role: 'supervisor', viewport: LAPTOP } as const
const analyst = { role: 'analyst', viewport: LAPTOP } as const
const anybody = { role: null, viewport: LAPTOP } as const
const onPaper = { role: 'supervisor', viewport: A4, ready: '.paper-number' } as const

/** At least one page of each route of the console, which a test holds. */
export const PAGES: readonly ConsolePage[] = [
  { name: 'sign-in', path: '/', ready: '.sign-in-roles button', ...anybody },
  { name: 'desk', path: '/desk', ready: ROW, ...regulator },
  { name: 'desk-phone', path: '/desk', ready: ROW, role: 'regulator', viewport: PHONE },
  { name: 'desk-with-alert', path: '/desk/{alert_id}', ready: ALERT, ...regulator },
  { name: 'alert', path: '/alerts/{alert_id}', ready: ALERT, ...regulator },
  { name: 'overview', path: '/overview', ready: '.overview-columns table', ...regulator },
  { name: 'overview-warnings', path: '/overview/warnings', ready: LIST_ROW, ...regulator },
  { name: 'overview-duties', path: '/overview/duties', ready: LIST_ROW, ...regulator },
  { name: 'wall', path: '/wall', ready: '.wall-numbers li', role: 'supervisor', viewport: WALL },
  { name: 'subjects', path: '/subjects', ready: '.subject-found tbody tr', ...analyst },
  { name: 'subject', path: '/subjects/{subject_id}', ready: '.history .version', ...analyst },
  { name: 'link-proposals', path: '/link-proposals', ready: '.link-score', ...analyst },
  { name: 'rules', path: '/rules', ready: '.rules-library tbody tr', ...analyst },
  { name: 'rule', path: `/rules/${RULE}`, ready: '.rules-life li', ...analyst },
  { name: 'rule-new', path: '/rules/edit', ready: '.rules-problems li', ...analyst },
  {
    name: 'rule-edit',
    path: `/rules/edit?rule=${RULE}`,
    ready: '.rules-text .rules-table tbody tr',
    ...analyst,
  },
  {
    name: 'rule-backtest',
    path: `/rules/edit?rule=${RULE}&backtest={backtest_id}`,
    ready: '.rules-figure svg',
    ...analyst,
  },
  { name: 'sources', path: '/sources', ready: '.sources-table tbody tr', ...supervisor },
  { name: 'source', path: `/sources/source?source=${SOURCE}`, ready: '.facts dd', ...supervisor },
  { name: 'conflicts', path: '/sources/conflicts', ready: '.conflict-filters a', ...supervisor },
  { name: 'quarantine', path: '/sources/quarantine', ready: '.refused-list li', ...supervisor },
  {
    name: 'refused-input',
    path: '/sources/quarantine/{quarantine_id}',
    ready: '.code-lines li',
    ...supervisor,
  },
  {
    name: 'refused-group',
    path: '/sources/quarantine/groups/{group_id}',
    ready: '.cells-table tbody tr',
    ...supervisor,
  },
  { name: 'imports', path: '/imports', ready: '.imports-table tbody tr', ...supervisor },
  { name: 'new-import', path: '/imports/new', ready: '.upload-place', ...supervisor },
  {
    name: 'import',
    path: '/imports/{import_id}',
    ready: '.facts dd',
    ...supervisor,
  },
  { name: 'history', path: '/history', ready: '.fact-row', ...analyst },
  { name: 'print-notice', path: '/print/alerts/{alert_id}/notice', ...onPaper },
  {
    name: 'print-supervision-letter',
    path: '/print/alerts/{alert_id}/supervision-letter',
    ...onPaper,
  },
  { name: 'print-reminder', path: '/print/alerts/{alert_id}/reminder', ...onPaper },
  { name: 'print-dossier', path: '/print/subjects/{subject_id}', ...onPaper },
  { name: 'public', path: '/public', ready: '.public-places a', ...anybody },
  { name: 'public-publications', path: '/public/publications', ready: 'form input', ...anybody },
  { name: 'public-complaint', path: '/public/complaint', ready: 'form textarea', ...anybody },
  { name: 'public-report', path: '/public/report', ready: 'form textarea', ...anybody },
  { name: 'public-receipt', path: '/public/receipt', ready: 'form input', ...anybody },
]

/** Its address on a server that has these things. */
export function pathOf({ path }: ConsolePage, things: ShownThings): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, thing: keyof ShownThings) =>
    encodeURIComponent(things[thing]),
  )
}
