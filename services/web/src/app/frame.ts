/**
 * What stands around a page: the console, nothing but a sign-in for paper and for walls, or nothing
 * at all.
 */
export type Frame = 'console' | 'paper' | 'wall' | 'open'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** `console` where a route and those above it say nothing. */
    readonly frame?: Frame
  }
}
