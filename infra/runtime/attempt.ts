/** What came of some work: for callers to whom a failure is an answer too. */
export type Attempt<Value> = { readonly value: Value } | { readonly error: unknown }

/** Never rejects. */
export async function attempt<Value>(work: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await work() }
  } catch (error) {
    return { error }
  }
}
