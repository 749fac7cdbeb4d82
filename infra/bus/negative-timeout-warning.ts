/**
 * kafkajs 2.2.4 sets a timer with a negative delay at every connect (its issue 1751). Node warns of
 * this once in a process and then runs the timer after 1 ms, which is what the client wants; so the
 * one warning is used up here, unseen.
 */
export function useUpNegativeTimeoutWarning(): void {
  const emitWarning = process.emitWarning.bind(process)
  try {
    process.emitWarning = () => {}
    clearTimeout(setTimeout(() => {}, -1))
  } finally {
    process.emitWarning = emitWarning
  }
}
