/**
 * Runs all of it until each has ended. When one fails the others are stopped and waited for, so
 * that nothing works on what is closed next; then the first failure is thrown.
 */
export async function together(
  signal: AbortSignal,
  works: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const stopping = new AbortController()
  const until = AbortSignal.any([signal, stopping.signal])
  let first: { readonly failure: unknown } | undefined
  await Promise.all(
    works.map(async (work) => {
      try {
        await work(until)
      } catch (failure) {
        first ??= { failure }
        stopping.abort()
      }
    }),
  )
  if (first !== undefined) throw first.failure
}
