const NUMBERING = /^[a-z0-9-]+:/

/** A region that has no name here: its code, or what its source calls it without the numbering. */
export function regionSaid(region: string): string {
  return region.replace(NUMBERING, '')
}
