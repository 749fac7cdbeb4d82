/** One step in the life of an alert, as the stream tells it: no names, no personal data. */
export interface AlertChange {
  readonly position: number
  readonly alert_id: string
  readonly state: string
  readonly level: string
  readonly type: string
}

export type LiveState =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'off'; readonly retry_in_s: number }
  /** The session has ended: nothing is tried before somebody signs in. */
  | { readonly is: 'signed_out' }

/** What the one connection of a browser says to its tabs. */
export type LiveWord =
  | { readonly kind: 'state'; readonly state: LiveState }
  | { readonly kind: 'change'; readonly change: AlertChange }
  /** Something may have been missed: read the lists again. */
  | { readonly kind: 'reset' }

/** What tabs say to it. */
export type TabWord = 'hello' | 'again' | 'bye'
