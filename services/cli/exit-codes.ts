/** What commands end with, so that scripts can tell what became of what they sent. */
export const EXIT = {
  done: 0,
  /** Nothing was tried: what was asked was refused, or could not be had. */
  refused: 1,
  some_refused: 3,
  none_taken: 4,
  /** What was compared is not the same. */
  differs: 5,
  /** EX_SOFTWARE of sysexits.h: a fault of the program, no refusal. */
  fault: 70,
} as const

export interface Outcome {
  /** Taken now or before. */
  readonly taken: number
  readonly refused: number
}

/** What a command ends with that was given many things. None at all is as good as all. */
export function exitCodeOf({ taken, refused }: Outcome): number {
  if (refused === 0) return EXIT.done
  return taken > 0 ? EXIT.some_refused : EXIT.none_taken
}

/** For the help of such a command. */
export const EXIT_CODES_HELP =
  '\nEnds with 0 when all was taken, 3 when some was refused, 4 when nothing was taken.'
