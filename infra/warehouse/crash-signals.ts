/** What the system sends to a process that went wrong in native code. */
const CRASH_SIGNALS = [
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
] as const

/**
 * Lets a crash end the process again, at once and by its signal, so that whoever watches it starts
 * another. chDB catches these signals each time its engine is opened, to report the crash: nothing
 * reports it in an embedded engine, and the thread that crashed sleeps for five minutes first.
 */
export function letCrashesEnd(): void {
  const nobody = (): void => {}
  for (const signal of CRASH_SIGNALS) {
    // Node gives a signal back to the system when its last listener leaves.
    process.on(signal, nobody)
    process.off(signal, nobody)
  }
}
