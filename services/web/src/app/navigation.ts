import type { ParseKeys } from 'i18next'
import type { Role } from '#/api/who.ts'

export interface Place {
  readonly path: string
  readonly title: ParseKeys
  /** Who has something to do there; the server decides what they see. */
  readonly roles: readonly Role[]
}

/** The plan of the console, in order. A place that is not built is not here. */
export const PLACES: readonly Place[] = [
  { path: '/desk', title: 'pages.desk', roles: ['supervisor', 'regulator', 'analyst'] },
  { path: '/overview', title: 'pages.overview', roles: ['supervisor', 'regulator', 'analyst'] },
  {
    path: '/subjects',
    title: 'pages.subjects',
    roles: ['supervisor', 'regulator', 'analyst', 'department'],
  },
  {
    path: '/rules',
    title: 'pages.rules',
    roles: ['supervisor', 'regulator', 'analyst', 'auditor'],
  },
  {
    path: '/sources',
    title: 'pages.sources',
    roles: ['supervisor', 'regulator', 'analyst', 'department'],
  },
  { path: '/imports', title: 'pages.imports', roles: ['supervisor', 'department'] },
  {
    path: '/history',
    title: 'pages.history',
    roles: ['supervisor', 'regulator', 'analyst', 'department'],
  },
]
