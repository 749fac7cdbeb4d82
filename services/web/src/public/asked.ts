/** What somebody typed to find an organisation, as the server asks for it. */
export type Asked = { readonly uscc: string } | { readonly name: string }

/** Also what is too long by a character or two: whoever types only such signs means a code. */
const LIKE_A_CODE = /^[0-9A-Z]{15,20}$/

/**
 * A text of 15 to 20 digits and letters is a code, written with blanks and in lower case as people
 * do; all else is a name. Undefined for a text that says nothing.
 */
export function askedBy(typed: string): Asked | undefined {
  const name = typed.trim()
  if (name === '') return undefined
  const code = name.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  return LIKE_A_CODE.test(code) ? { uscc: code } : { name }
}
