import type { Config } from '#/all-in-one/config.ts'
import { openCheckedLog } from '#/cli/checked-log.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { AccessBook } from '#/sign-in/access-book.ts'
import { Administration } from '#/sign-in/administration.ts'

/** The accounts of a log, beside whatever programs run on it: those follow the log. */
export interface Accounts extends AsyncDisposable {
  readonly administration: Administration
  readonly book: AccessBook
  readonly regions: RegionBook
}

export async function openAccountsOn(config: Config): Promise<Accounts> {
  await using opened = new AsyncDisposableStack()
  const { log, now } = opened.use(await openCheckedLog(config.log))
  const book = new AccessBook()
  await book.catchUp(log)
  const closing = opened.move()
  return {
    book,
    regions: new RegionBook(log),
    administration: new Administration({ log, book, now }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
