import type { RoleName } from '@jianwei/events/access/roles.ts'

/** A page whose picture is taken in each language. */
export interface PictureOfPage {
  /** Of the file, without language and ending. */
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
const ROW = '[role="grid"] [data-index="0"]'

export const PAGES: readonly PictureOfPage[] = [
  { name: 'sign-in', path: '/', role: null, viewport: LAPTOP, ready: '.sign-in' },
  { name: 'desk', path: '/desk', role: 'regulator', viewport: LAPTOP, ready: ROW },
  { name: 'desk-phone', path: '/desk', role: 'regulator', viewport: PHONE, ready: ROW },
  {
    name: 'desk-with-alert',
    path: '/desk/{alert_id}',
    role: 'regulator',
    viewport: LAPTOP,
    ready: 'article .alert-state',
  },
  {
    name: 'alert',
    path: '/alerts/{alert_id}',
    role: 'regulator',
    viewport: LAPTOP,
    ready: 'article .alert-state',
  },
  { name: 'api-reference', path: '/docs/', role: null, viewport: LAPTOP, ready: '.opblock' },
]
