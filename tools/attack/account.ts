/**
 * The ways in which what was sent can end. Each input has one end; an event of an input that is
 * taken has one as well.
 */
export interface Account {
  sent: number
  accepted: number
  duplicate: number
  corrected: number
  /** Refused and kept in quarantine. */
  quarantined: number
  /** Refused beyond the quota: counted, not kept. */
  counted: number
  /** Refused by the door, before anything was read: too large, of another type. */
  turned_away: number
}

export function emptyAccount(): Account {
  return {
    sent: 0,
    accepted: 0,
    duplicate: 0,
    corrected: 0,
    quarantined: 0,
    counted: 0,
    turned_away: 0,
  }
}

/** What has no end, or more than one: 0 when the account is even. */
export function unaccounted({ sent, ...ends }: Account): number {
  return sent - Object.values(ends).reduce((sum, count) => sum + count, 0)
}

/** The account in words, without what did not happen. */
export function accountText(account: Account): string {
  return Object.entries(account)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name.replace('_', ' ')} ${count}`)
    .join(', ')
}
