/** What tests that read like a story look at in answers of the API. */

export interface List<Item> {
  readonly items: readonly Item[]
}

export interface AlertStep {
  readonly type: string
  readonly actor: string
  readonly position: number
  readonly data: Readonly<Record<string, unknown>>
}

export interface ShownAlert {
  readonly alert_id: string
  readonly state: string
  readonly supervised_by: string | null
  readonly open_links: readonly string[]
  readonly steps: readonly AlertStep[]
}

export interface ShownDuty {
  readonly kind: string
  readonly unit: string | null
  readonly state: string
  readonly marks: readonly string[]
  readonly is_breached: boolean
}

export interface ShownAudit {
  readonly action: string
  readonly actor: string | null
  readonly object: string | null
}
