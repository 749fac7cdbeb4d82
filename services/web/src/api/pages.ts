import type { z } from 'zod'

/** A page of a list, as the server's contract has it. */
export type PageOf<Item extends z.ZodType> = z.ZodObject<{
  items: z.ZodArray<Item>
  next: z.ZodNullable<z.ZodString>
}>

/** The cursor of the page behind one; undefined behind the last. */
export function nextOf({ next }: { readonly next: string | null }): string | undefined {
  return next ?? undefined
}
