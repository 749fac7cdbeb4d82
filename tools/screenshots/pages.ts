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

export const PAGES: readonly PictureOfPage[] = [
  { name: 'api-reference', path: '/docs/', role: null, viewport: LAPTOP, ready: '.opblock' },
]
