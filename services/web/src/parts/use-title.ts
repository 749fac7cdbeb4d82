import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** What the tab is called while a page is open, and the file that a browser makes of it. */
export function useTitle(title: string): void {
  const { t } = useTranslation()
  useEffect(() => {
    const before = document.title
    document.title = `${title} · ${t('title')}`
    return () => {
      document.title = before
    }
  }, [title, t])
}
