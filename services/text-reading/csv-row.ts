/** One row of CSV (RFC 4180), without its line break: quotes where a field needs them. */
export function csvRow(fields: readonly string[], delimiter: string): string {
  return fields.map((field) => quoted(field, delimiter)).join(delimiter)
}

function quoted(field: string, delimiter: string): string {
  const needsQuotes = field.startsWith('"') || field.includes(delimiter) || /[\r\n]/.test(field)
  return needsQuotes ? `"${field.replaceAll('"', '""')}"` : field
}
