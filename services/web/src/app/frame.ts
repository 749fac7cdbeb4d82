/** What stands around a page: the console, nothing but a sign-in for paper, or nothing at all. */
export type Frame = 'console' | 'paper' | 'open'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** `console` where a route and those above it say nothing. */
    readonly frame?: Frame
  }
}
