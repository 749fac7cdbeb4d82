import { withoutComments } from '#/support/source-tree.ts'

/*
 * What tells a piece of a statement from other text: words that SQL has and that this project
 * writes in capitals, in front of what follows them there. A lower-case word is prose.
 */
const PIECES: readonly RegExp[] = [
  /\bSELECT\s+(?:[\w'"(*[]|\$\{)/,
  /\bINSERT\s+INTO\b/,
  /\b(?:CREATE|ATTACH)\s+(?:(?:OR\s+REPLACE|TEMPORARY|MATERIALIZED)\s+)*(?:TABLE|VIEW|DATABASE)\b/,
  /\b(?:DROP|ALTER|TRUNCATE|RENAME|EXCHANGE|OPTIMIZE|DETACH)\s+(?:TABLES?|VIEW|DATABASE)\b/,
  /\bDELETE\s+FROM\b/,
  /\bKILL\s+QUERY\b/,
  /\bSYSTEM\s+(?:FLUSH|STOP|START|SYNC|RELOAD)\b/,
  /\bEXPLAIN\s+(?:PLAN|PIPELINE|ESTIMATE|AST|SYNTAX|indexes|SELECT|\$\{)/,
  /\b(?:FROM|JOIN|WHERE|PREWHERE|HAVING|UNION ALL|GROUP BY|ORDER BY|PARTITION BY)\s+(?:\(|\w|\$\{)/,
  /\bSETTINGS\s+\w+\s*=/,
]

/** An import of anything but types from the file that writes SQL. */
const WRITES_SQL = /import\s+(?!type\b)\{([^}]*)\}\s*from\s*'(?:@jianwei\/projections|#)\/sql\.ts'/g

/** The pieces of SQL that a file holds in its texts, as written; empty where it holds none. */
export function statementTextIn(text: string): readonly string[] {
  const code = withoutComments(text)
  const pieces = code
    .split('\n')
    .filter((line) => PIECES.some((piece) => piece.test(line)))
    .map((line) => line.trim())
  const imports = [...code.matchAll(WRITES_SQL)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => `import of ${name}`),
  )
  return [...pieces, ...imports]
}
