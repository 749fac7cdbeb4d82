const USCC = /^[0-9A-HJ-NP-RTUWXY]{18}$/

/** Whether an id of a subject is a unified social credit code; others are ids of their sources. */
export function isUscc(subjectId: string): boolean {
  return USCC.test(subjectId)
}
