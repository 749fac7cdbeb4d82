import { renderSVG } from 'uqr'

/** The one file that knows uqr. A square of modules that still reads with a quarter of it lost. */
export function qrCodeSvg(text: string): string {
  return renderSVG(text, { ecc: 'Q', border: 4, pixelSize: 4 })
}
